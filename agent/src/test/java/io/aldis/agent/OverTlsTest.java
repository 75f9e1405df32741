package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that uses a server over TLS. */
class OverTlsTest {
    private static final int PATIENCE = 20_000;

    @TempDir
    private Path folder;

    private final TestAuthority authority = new TestAuthority("authority");

    @SuppressWarnings("NullAway.Init") // each test opens one
    private SSLServerSocket server;

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** Alice, whose server is at an address and has a certificate for those names. */
    private Agent alice(TestAuthority issuer, String... names) throws IOException {
        server = TestTls.listen(issuer.issue(folder, "server", Holder.of("x", names)));
        server.setSoTimeout(PATIENCE);
        return Agent.builder()
                .address("sip:alice@example.com")
                .server("127.0.0.1:" + server.getLocalPort() + ";transport=tls")
                .trust(authority.file(folder))
                .open();
    }

    private Socket accepted() throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    private static String head(Socket socket) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int octet = socket.getInputStream().read();
            if (octet < 0) throw new IOException("the end after " + text);
            text.append((char) octet);
        }
        return text.toString();
    }

    private static void answer(Socket socket, String request, String status) throws IOException {
        var answer = new StringBuilder("SIP/2.0 " + status + "\r\n");
        for (String line : request.split("\r\n"))
            if (line.matches("(Via|From|To|Call-ID|CSeq): .*"))
                answer.append(line)
                        .append(line.startsWith("To: ") ? ";tag=s" : "")
                        .append("\r\n");
        answer.append("Content-Length: 0\r\n\r\n");
        socket.getOutputStream().write(answer.toString().getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void messageIsSentOverTlsToTheServerOfTheDomain() throws IOException {
        try (Agent alice = alice(authority, "uri:sip:example.com")) {
            CompletableFuture<Outcome> outcome = alice.sendAsync(Message.text("sip:bob@example.com", "Hello"));
            try (Socket connection = accepted()) {
                String request = head(connection);
                assertThat(request)
                        .startsWith("MESSAGE sip:bob@example.com SIP/2.0\r\n")
                        .contains("Via: SIP/2.0/TLS 127.0.0.1:");
                answer(connection, request, "200 OK");
                assertThat(outcome.join()).isInstanceOf(Outcome.Delivered.class);
            }
        }
    }

    @Test
    @Tag("3261-26.3.2.1-01")
    void registerIsNotSentToAServerWithACertificateForAnotherDomain() throws IOException {
        try (Agent alice = alice(authority, "dns:example.org", "dns:*.com")) {
            CompletableFuture<Registration> registration = CompletableFuture.supplyAsync(alice::register);
            hearsNothing();
            assertThat(registration.join().sentence())
                    .contains("its certificate is for [example.org, *.com] and not for example.com");
        }
    }

    @Test
    @Tag("3261-26.3.2.1-01")
    void registerIsNotSentToAServerWithAnUntrustedCertificate() throws IOException {
        try (Agent alice = alice(new TestAuthority("stranger"), "dns:example.com")) {
            CompletableFuture<Registration> registration = CompletableFuture.supplyAsync(alice::register);
            hearsNothing();
            assertThat(registration.join().sentence()).contains("issued by nobody whom we trust");
        }
    }

    /** The connection ends, in whatever way, and nothing has come over it. */
    private void hearsNothing() throws IOException {
        try (Socket connection = accepted()) {
            assertThat(connection.getInputStream().read()).isNegative();
        } catch (SSLException | SocketException broken) {
            assertThat(broken).hasMessageNotContaining("timed out");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "416 Unsupported URI Scheme",
                "480 Temporarily Unavailable\r\nWarning: 380 x \"SIPS not allowed\"",
                "302 Moved Temporarily\r\nContact: <sip:bob@example.com>"
            })
    @Tag("5630-5.1.1-01")
    @Tag("3261-8.1.3.4-03")
    void sipsMessageIsNeverSentAgainAsSip(String status) throws IOException {
        try (Agent alice = alice(authority, "dns:example.com")) {
            CompletableFuture<Outcome> first = alice.sendAsync(Message.text("sips:bob@example.com", ""));
            try (Socket connection = accepted()) {
                String request = head(connection);
                assertThat(request).startsWith("MESSAGE sips:bob@example.com SIP/2.0\r\n");
                answer(connection, request, status);
                assertThat(first.join()).isInstanceOf(Outcome.Refused.class);
                CompletableFuture<Outcome> second = alice.sendAsync(Message.text("sip:carol@example.com", ""));
                String next = head(connection);
                assertThat(next).as("nothing in between").startsWith("MESSAGE sip:carol@example.com ");
                answer(connection, next, "200 OK");
                assertThat(second.join()).isInstanceOf(Outcome.Delivered.class);
            }
        }
    }

    @Test
    void unreadableTrustFileFailsTheStart() throws IOException {
        server = TestTls.listen(authority.issue(folder, "server", Holder.of("x")));
        Path away = folder.resolve("away");
        assertThatThrownBy(() -> Agent.builder()
                        .address("sip:alice@example.com")
                        .trust(away)
                        .open())
                .isInstanceOf(AgentStartException.class)
                .hasMessage("Cannot use TLS: " + away + ": no such file");
    }
}
