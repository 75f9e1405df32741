package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --server …;transport=tls} and {@code --tls-trust}. */
class SendOverTlsTest {
    @TempDir
    private Path data;

    private Shell shell() {
        return Shell.in(data).set("ALDIS_PASSWORD", "secret");
    }

    private Shell.Ended send(String server, String... more) {
        String[] all = {"send", "--from", "sip:alice@example.com", "--to", "sip:bob@example.com", "Lamp lit"};
        return shell().run(joined(all, joined(new String[] {"--server", server}, more)));
    }

    private static String[] joined(String[] one, String... other) {
        String[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    @Test
    void messageIsSentToATrustedServerOnly() {
        for (String user : new String[] {"alice", "bob"})
            assertThat(shell().run("user", "add", "sip:" + user + "@example.com")
                            .code())
                    .isZero();
        try (Job serve = shell().start("serve", "--domain", "example.com", "--listen", "tls:127.0.0.1:0")) {
            String port = serve.await("ready").replaceAll(".*tls:127.0.0.1:(\\d+).*", "$1");
            String server = "127.0.0.1:" + port + ";transport=tls";
            String trust = data.resolve("tls-development/cert.pem").toString();
            try (Job bob = shell().start("listen", "sip:bob@example.com", "--server", server, "--tls-trust", trust)) {
                bob.await("registered");
                var sent = send(server, "--tls-trust", trust);
                assertThat(sent.out()).as(sent.err()).startsWith("Delivered to sip:bob@example.com in ");
                assertThat(bob.await("Lamp")).isEqualTo("sip:alice@example.com: Lamp lit");
            }
            var unsent = send(server);
            assertThat(unsent.code()).isOne();
            assertThat(unsent.err()).contains("its certificate was issued by nobody whom we trust");
        }
    }
}
