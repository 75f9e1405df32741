package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aldis.sip.HeaderName;
import io.aldis.testkit.Heard;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Next hop and transport of requests (RFC 3261 §8.1.1.1, §8.1.2; RFC 3428 §8). */
class RouteTest {
    private static final Message HELLO = Message.text("sip:bob@example.com", "Hello");

    private static AgentBuilder alice() {
        return Agent.builder().address("sip:alice@example.com");
    }

    private static String line(Heard heard) {
        return heard.text().lines().findFirst().orElseThrow();
    }

    private static List<String> route(Heard heard) {
        return heard.request().headers().lines(HeaderName.ROUTE);
    }

    // ---- Route

    @Test
    @Tag("3261-8.1.1.1-02")
    @Tag("3261-8.1.2-01")
    @Tag("3428-3-01")
    void routeIsSentAndItsFirstEntryIsTheNextHop() throws IOException {
        try (var proxy = ScriptedPeer.udp().thenAnswer(200).thenBind(600).thenAnswer(200);
                var alice = alice().route("sip:" + proxy.udpAddress() + ";lr", "sip:next.example.com;lr")
                        .open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            var heard = proxy.heard();
            assertThat(line(heard)).isEqualTo("MESSAGE sip:bob@example.com SIP/2.0");
            assertThat(route(heard))
                    .containsExactly("<sip:" + proxy.udpAddress() + ";lr>", "<sip:next.example.com;lr>");
            alice.register();
            assertThat(route(proxy.heard())).hasSize(2);
        }
    }

    @Test
    void serverIsTheNextHopBeforeTheRoute() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200);
                var alice = alice().server(server.udpAddress())
                        .route("sip:next.example.com;lr")
                        .open()) {
            alice.send(HELLO);
            assertThat(route(server.heard())).containsExactly("<sip:next.example.com;lr>");
        }
    }

    @Test
    @Tag("3261-8.1.1.1-02")
    void strictRouterIsTheRequestUriAndTheTargetTheLastRoute() throws IOException {
        try (var proxy = ScriptedPeer.udp().thenAnswer(200);
                var alice = alice().route("sip:" + proxy.udpAddress(), "sip:next.example.com;lr")
                        .open()) {
            alice.send(HELLO);
            var heard = proxy.heard();
            assertThat(line(heard)).isEqualTo("MESSAGE sip:" + proxy.udpAddress() + " SIP/2.0");
            assertThat(route(heard)).containsExactly("<sip:next.example.com;lr>", "<sip:bob@example.com>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"im:proxy@example.com", "sips:proxy.example.com;lr", "proxy.example.com", "sip:a;lr?X=y", ""})
    @Tag("3428-5-08")
    void invalidRouteIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alice().route(text))
                .withMessage("route: expected sip:host;lr but was \"" + text + '"');
    }

    @Test
    @Tag("3428-3-02")
    void agentWithoutServerSendsToTheContactAddress() throws IOException {
        try (var bob = ScriptedPeer.udp().thenAnswer(200);
                var alice = alice().open()) {
            String contact = "sip:bob@" + bob.udpAddress();
            assertThat(alice.send(Message.text(contact, "Hello"))).isInstanceOf(Outcome.Delivered.class);
            assertThat(line(bob.heard())).isEqualTo("MESSAGE " + contact + " SIP/2.0");
        }
    }

    // ---- TCP or UDP

    @Test
    @Tag("3428-8-01")
    void messageGoesOverTcpByDefault() throws IOException {
        try (var server = ScriptedPeer.both().thenAnswer(200).thenBind(600).thenAnswer(200);
                var alice = alice().server("127.0.0.1:" + server.port()).open()) {
            alice.send(HELLO);
            assertThat(server.heard().transport()).isEqualTo("TCP");
            alice.register();
            assertThat(server.heard().transport()).isEqualTo("UDP");
        }
    }

    @Test
    void messageGoesOverUdpWhenTheServerAddressSaysUdp() throws IOException {
        try (var server = ScriptedPeer.both().thenAnswer(200);
                var alice = alice().server(server.udpAddress()).open()) {
            alice.send(HELLO);
            assertThat(server.heard().transport()).isEqualTo("UDP");
        }
    }

    @Test
    @Tag("3261-8.1.2-02")
    void messageFallsBackToUdpWhenTcpIsRefused() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200).thenAnswer(200);
                var alice = alice().server("127.0.0.1:" + server.port()).open()) {
            for (int i = 0; i < 2; i++) {
                assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
                var heard = server.heard();
                assertThat(heard.transport()).isEqualTo("UDP");
                assertThat(heard.header(HeaderName.VIA)).startsWith("SIP/2.0/UDP ");
                assertThat(heard.header(HeaderName.CSEQ)).isEqualTo("1 MESSAGE");
            }
        }
    }
}
