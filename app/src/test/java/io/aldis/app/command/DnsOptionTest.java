package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --dns}: the server is located by the given name server. */
class DnsOptionTest {
    @TempDir
    private Path data;

    private ServerWithAccounts aldis;
    private Domains domains;

    @BeforeEach
    void start() throws IOException {
        aldis = new ServerWithAccounts(data);
        domains = new Domains(Integer.parseInt(aldis.server("udp").replaceAll(".*:(\\d+);.*", "$1")));
    }

    @AfterEach
    void stop() {
        domains.close();
        aldis.close();
    }

    @Test
    void listenAndSendLocateTheServerOfTheDomain() {
        try (Job bob = aldis.shell().start("listen", "sip:bob@example.com", "--dns", domains.address())) {
            bob.await("registered sip:bob@example.com");
            var sent = aldis.shell()
                    .run(
                            "send",
                            "--from",
                            "sip:alice@example.com",
                            "--to",
                            "sip:bob@example.com",
                            "--dns",
                            domains.address(),
                            "Lamp lit.");
            assertThat(sent.code()).as(sent.err()).isZero();
            assertThat(bob.await("Lamp")).isEqualTo("sip:alice@example.com: Lamp lit.");
        }
    }

    @Test
    void chatLocatesTheServerOfTheDomain() {
        try (Job alice = aldis.shell()
                .typing("/quit\n")
                .start("chat", "sip:bob@example.com", "--from", "sip:alice@example.com", "--dns", domains.address())) {
            alice.await("registered sip:alice@example.com, talking with sip:bob@example.com");
            assertThat(alice.exit()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send --from sip:alice@example.com --to sip:bob@example.com hello",
                "listen sip:bob@example.com",
                "chat sip:bob@example.com --from sip:alice@example.com"
            })
    void invalidNameServerIsRefused(String command) {
        var ended = aldis.shell().run((command + " --dns ns.example.com").split(" "));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .contains("'--dns'")
                .contains("expected an address such as 192.0.2.53 or 127.0.0.1:5353 but was \"ns.example.com\"");
    }
}
