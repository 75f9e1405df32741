package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.TestAuthority;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.testkit.Heard;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests of an agent through a server with {@code transport=tls}: the certificate is compared with the domain of the URI, not with the address
 * that the domain resolves to (RFC 5922 §7.3).
 */
class CertificateOfTheNextHopTest {
    private static final String NAME = "sip.example.test";

    @TempDir
    private Path folder;

    private final BlockingQueue<IncomingCall> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<IncomingMessage> messages = new LinkedBlockingQueue<>();
    private ScriptedPeer server;
    private ScriptedDns dns;

    @SuppressWarnings("NullAway.Init") // each test opens one
    private TlsFront front;

    @SuppressWarnings("NullAway.Init") // each test opens one
    private Agent alice;

    /** How the server is written in the settings of the agent, and which name its certificate has. */
    enum Spelling {
        BY_NAME(NAME, "dns:" + NAME),
        BY_NAME_IN_CAPITALS("SIP.Example.TEST", "dns:" + NAME),
        /** A server at an address stands for the domain of the agent. */
        BY_ADDRESS("127.0.0.1", "uri:sip:example.com");

        private final String host;
        private final String certified;

        Spelling(String host, String certified) {
            this.host = host;
            this.certified = certified;
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = ScriptedPeer.tcp();
        dns = new ScriptedDns(NAME, "other.example.test");
    }

    private void open(Spelling spelling) throws IOException {
        var authority = new TestAuthority("authority");
        front = new TlsFront(server, authority, folder, spelling.certified);
        alice = Agent.builder()
                .address("sip:alice@example.com")
                .server(spelling.host + ':' + front.port() + ";transport=tls")
                .nameServers(dns.address())
                .trust(authority.file(folder))
                .onCall(calls::add)
                .onMessage(messages::add)
                .open();
    }

    @AfterEach
    void close() throws IOException {
        for (int i = 0; i < 3; i++) server.thenAnswer(200); // the BYE and the REGISTER of close()
        if (alice != null) alice.close();
        if (front != null) front.close();
        server.close();
        dns.close();
    }

    private String tls(String host) {
        return "<sip:" + host + ':' + front.port() + ";transport=tls;lr>";
    }

    private String contact() {
        return "Contact: <sip:phone@192.0.2.9;transport=tls>";
    }

    private void thenTakeCall(Spelling spelling) {
        server.thenAnswer(200, contact(), "Record-Route: " + tls(spelling.host));
    }

    private Heard heard(String method) {
        Heard heard = server.heard();
        assertThat(heard.text()).startsWith(method + ' ').contains("Via: SIP/2.0/TLS ");
        return heard;
    }

    private Call call() {
        CallAnswer answer = alice.call("sip:phone@example.com", Phone.SDP);
        assertThat(answer).isInstanceOf(CallAnswer.Taken.class);
        return ((CallAnswer.Taken) answer).call();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("5922-7.3-01")
    void registerAndMessageReachTheCertifiedServer(Spelling spelling) throws IOException {
        open(spelling);
        server.thenBind(600).thenAnswer(202);
        assertThat(alice.register()).isInstanceOf(Registration.Bound.class);
        heard("REGISTER");
        assertThat(alice.send(Message.text("sip:bob@example.com", "Hello"))).isInstanceOf(Outcome.Accepted.class);
        heard("MESSAGE");
        assertThat(server.connections()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("5922-7.3-01")
    void inviteAckMessageAndByeReachTheCertifiedServer(Spelling spelling) throws IOException {
        open(spelling);
        thenTakeCall(spelling);
        Call call = call();
        heard("INVITE");
        heard("ACK");
        server.thenAnswer(200);
        assertThat(call.send("inside")).isInstanceOf(Outcome.Delivered.class);
        heard("MESSAGE");
        server.thenAnswer(200);
        call.hangUp();
        heard("BYE");
        assertThat(server.connections()).as("one connection for all").isOne();
    }

    @ParameterizedTest
    @EnumSource
    void cancelReachesTheCertifiedServer(Spelling spelling) throws Exception {
        open(spelling);
        server.thenAnswer(180).thenAnswer(200);
        Thread caller = Thread.ofVirtual().start(() -> alice.call("sip:phone@example.com", Phone.SDP));
        heard("INVITE");
        caller.interrupt();
        caller.join();
        heard("CANCEL");
    }

    @ParameterizedTest
    @EnumSource
    void requestsInACallThatCameOverTlsGoBackToTheCertifiedServer(Spelling spelling) throws Exception {
        open(spelling);
        server.thenBind(600);
        alice.register();
        SipRequest register = heard("REGISTER").request();
        server.sendBack(request("OPTIONS", "o1", "", "").getBytes(StandardCharsets.UTF_8));
        assertThat(server.heard().text()).startsWith("SIP/2.0 200 ");
        server.sendBack(request("INVITE", "i1", "", "Record-Route: " + tls(spelling.host) + "\r\n" + contact() + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
        IncomingCall incoming = calls.poll(20, TimeUnit.SECONDS);
        assertThat(incoming).isNotNull();
        Call call = incoming.accept(Phone.SDP).orElseThrow();
        assertThat(server.heard().text()).startsWith("SIP/2.0 100 ");
        String ok = server.heard().text();
        assertThat(ok).startsWith("SIP/2.0 200 ");
        server.sendBack(request("ACK", "a1", Phone.toTag(ok), "").getBytes(StandardCharsets.UTF_8));
        server.thenAnswer(200).thenAnswer(200);
        assertThat(call.send("inside")).isInstanceOf(Outcome.Delivered.class);
        heard("MESSAGE");
        call.hangUp();
        heard("BYE");
        assertThat(register.topVia().transport()).isEqualTo("TLS");
        assertThat(server.connections()).isOne();
    }

    private String request(String method, String branch, String toTag, String more) {
        String body = method.equals("INVITE") ? Phone.OFFER : "";
        return """
            %1$s sip:alice@example.com SIP/2.0
            Via: SIP/2.0/TLS 127.0.0.1:%2$d;branch=z9hG4bK%3$s
            Max-Forwards: 70
            From: <sip:phone@example.com>;tag=phone
            To: <sip:alice@example.com>%4$s
            Call-ID: call-1
            CSeq: 1 %1$s
            %5$sContent-Type: application/sdp
            Content-Length: %6$d

            """.formatted(
                                method,
                                front.port(),
                                branch,
                                toTag.isEmpty() ? "" : ";tag=" + toTag,
                                more.replace("\r", ""),
                                body.length())
                        .replace("\n", "\r\n")
                + body;
    }

    @Test
    void recordRouteWithTheAddressOfTheServerInAnySpellingIsTheServer() throws IOException {
        open(Spelling.BY_ADDRESS);
        server.thenAnswer(200, contact(), "Record-Route: <sip:127.0.0.1:" + front.port() + ";lr;transport=TLS>");
        call();
        heard("INVITE");
        heard("ACK");
    }

    /** Servers that are reached by name may write their address into Record-Route. */
    @Test
    void recordRouteWithTheResolvedAddressOfTheServerIsThatServer() throws IOException {
        open(Spelling.BY_NAME);
        server.thenAnswer(200, contact(), "Record-Route: " + tls("127.0.0.1"));
        Call call = call();
        heard("INVITE");
        heard("ACK");
        server.thenAnswer(200);
        call.hangUp();
        heard("BYE");
        assertThat(server.connections()).isOne();
    }

    @Test
    @Tag("5922-7.3-01")
    void callIsNotPlacedThroughAServerWithACertificateForAnotherName() throws IOException {
        var authority = new TestAuthority("authority");
        front = new TlsFront(server, authority, folder, "dns:other.example.test", "dns:127.0.0.1");
        alice = Agent.builder()
                .address("sip:alice@example.com")
                .server(NAME + ':' + front.port() + ";transport=tls")
                .nameServers(dns.address())
                .trust(authority.file(folder))
                .open();
        assertThat(alice.call("sip:phone@example.com", Phone.SDP))
                .isInstanceOfSatisfying(
                        CallAnswer.Failed.class,
                        failed -> assertThat(failed.failure().sentence())
                                .contains(
                                        "its certificate is for [other.example.test, 127.0.0.1] and not for " + NAME));
        assertThat(server.unheard()).isZero();
    }

    /** RFC 3261 §21.5.4: a hop that said 503 with Retry-After gets no call either. */
    @Test
    @Tag("3261-21.5.4-02")
    void callRespectsTheRetryAfterOfAMessage() throws IOException {
        open(Spelling.BY_NAME);
        server.thenAnswer(503, "Retry-After: 3000").thenAnswer(200, contact());
        assertThat(alice.send(Message.text("sip:bob@example.com", "Hello"))).isInstanceOf(Outcome.Refused.class);
        heard("MESSAGE");
        assertThat(alice.call("sip:phone@example.com", Phone.SDP))
                .isInstanceOfSatisfying(
                        CallAnswer.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.HeldBack.class));
        assertThat(server.unheard()).isZero();
    }

    @Test
    @Tag("3261-21.5.4-02")
    void messageRespectsTheRetryAfterOfACall() throws IOException {
        open(Spelling.BY_NAME);
        server.thenAnswer(503, "Retry-After: 3000");
        assertThat(alice.call("sip:phone@example.com", Phone.SDP))
                .isInstanceOfSatisfying(
                        CallAnswer.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(503));
        heard("INVITE");
        assertThat(server.heard().header(HeaderName.CSEQ)).endsWith(" ACK");
        assertThat(alice.send(Message.text("sip:bob@example.com", "Hello")))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.HeldBack.class));
        assertThat(server.unheard()).isZero();
    }
}
