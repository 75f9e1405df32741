package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of {@code --server}. */
class ServerOptionTest {
    @TempDir
    private Path data;

    private Shell.Ended send(String server) {
        return Shell.in(data)
                .set("ALDIS_PASSWORD", "secret")
                .run("send", "--from", "sip:a@example.com", "--to", "sip:b@example.com", "--server", server, "x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp:127.0.0.1:%d",
                "UDP:127.0.0.1:%d",
                "tcp:127.0.0.1:%d",
                "tcp:localhost:%d",
                "127.0.0.1:%d",
                "sip:127.0.0.1:%d",
                "127.0.0.1:%d;transport=tcp",
                "tcp:[::1]:%d",
                "udp:[::1]:%d",
                "[::1]:%d",
                "[::1]:%d;transport=tcp",
                "tcp:[0:0::1]:%d"
            })
    void serverOptionIsAcceptedInEachForm(String form) {
        for (String user : new String[] {"a", "b"})
            assertThat(Shell.in(data)
                            .set("ALDIS_PASSWORD", "secret")
                            .run("user", "add", "sip:" + user + "@example.com")
                            .code())
                    .isZero();
        String address = form.contains("::1") ? "[::1]" : "127.0.0.1";
        String transport = form.toLowerCase(Locale.ROOT).contains("tcp") ? "tcp" : "udp";
        String listener = transport + ':' + address + ':';
        try (Job serve = Shell.in(data).start("serve", "--domain", "example.com", "--listen", listener + '0')) {
            String ready = serve.await("ready: " + listener);
            String port =
                    ready.substring(ready.indexOf(listener) + listener.length()).replaceFirst("\\D.*", "");
            var sent = send(form.formatted(Integer.valueOf(port)));
            assertThat(sent.code()).as(sent.err()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp:[::1]",
                "[::1]",
                "tls:[::1]",
                "udp:[::1]",
                "tls:sip.invalid",
                "tls:sip.invalid:5061",
                "TLS:127.0.0.1"
            })
    void portOfTheServerOptionIsOptional(String form) {
        assertThat(send(form).code()).as("no wrong use").isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws:127.0.0.1:5080", "wss:sip.example.com", "WSS:[::1]:443", "127.0.0.1;transport=ws"})
    void webSocketServerIsRefusedWithAReason(String server) {
        assertWrong(server, "WebSocket is for browsers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp:",
                "tcp::5060",
                "tcp:127.0.0.1:",
                "tcp:127.0.0.1:0",
                "tcp:127.0.0.1:65536",
                "tcp:127.0.0.1:sip",
                "tcp:::1:5060",
                "::1",
                "tcp:::1",
                "[::1",
                "tcp:[::1]5060",
                "sctp:127.0.0.1:5060",
                "127.0.0.1:5060;tranport=tcp",
                "sips:127.0.0.1",
                "tcp://127.0.0.1:5060",
                "tcp:udp:127.0.0.1:5060",
                "127.0.0.1:5060/tcp",
                "tcp:127.0.0.1:5060;transport=udp",
                "127.0.0.1;transport=",
                "127.0.0.1;x=y",
                "alice@127.0.0.1"
            })
    void invalidServerOptionIsReportedWithAnExample(String server) {
        assertWrong(server, "");
    }

    @Test
    void invalidServerInTheEnvironmentIsReported() {
        var ended = Shell.in(data)
                .set("ALDIS_SERVER", "tcp:127.0.0.1:x")
                .run("send", "--from", "sip:a@example.com", "--to", "sip:b@example.com", "x");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("aldis: ALDIS_SERVER: expected ").contains("but was \"tcp:127.0.0.1:x\"");
    }

    private void assertWrong(String server, String more) {
        var ended = send(server);
        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err())
                .startsWith("aldis: --server: expected ")
                .contains("such as tcp:127.0.0.1:5060, tls:sip.example.com or tcp:[::1]:5060")
                .contains("but was \"" + server + '"')
                .contains(more)
                .hasLineCount(1);
        assertThat(ended.out()).isEmpty();
    }
}
