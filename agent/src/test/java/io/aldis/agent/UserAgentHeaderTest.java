package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.testkit.Heard;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** User-Agent in requests and Server in responses when configured (RFC 3261 §20.35, §20.41). */
class UserAgentHeaderTest {
    private static final String ACME = "Acme/1.2 (campus, north)";
    private static final Message HELLO = Message.text("sip:bob@example.com", "Hello");

    private static AgentBuilder alice(ScriptedPeer server) {
        return Agent.builder().address("sip:alice@example.com").server(server.udpAddress());
    }

    private static Heard message(Message message, Consumer<AgentBuilder> how) throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200)) {
            var builder = alice(server);
            how.accept(builder);
            try (var alice = builder.open()) {
                alice.send(message);
                return server.heard();
            }
        }
    }

    private static List<String> userAgents(Heard heard) {
        return heard.request().headers().lines(HeaderName.USER_AGENT);
    }

    @Test
    @Tag("3261-20.35-01")
    void messageHasTheConfiguredUserAgent() throws IOException {
        assertThat(userAgents(message(HELLO, builder -> builder.userAgent(ACME))))
                .containsExactly(ACME);
    }

    @Test
    void messageKeepsItsOwnUserAgent() throws IOException {
        var message = HELLO.withHeader("user-agent", "Bot/3");
        assertThat(userAgents(message(message, builder -> builder.userAgent(ACME))))
                .containsExactly("Bot/3");
    }

    @Test
    void messageHasNoUserAgentByDefault() throws IOException {
        assertThat(userAgents(message(HELLO, _ -> {}))).isEmpty();
    }

    @Test
    void registerHasTheUserAgentAlsoWithCredentials() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenSay(request -> List.of(challenge(request)))
                        .thenBind(3600)
                        .thenBind(0);
                var alice = alice(server).password("secret").userAgent(ACME).open()) {
            alice.register();
            assertThat(userAgents(server.heard())).containsExactly(ACME);
            var again = server.heard();
            assertThat(again.request().method()).isEqualTo(Method.REGISTER);
            assertThat(again.request().headers().first(HeaderName.AUTHORIZATION))
                    .isNotNegative();
            assertThat(userAgents(again)).containsExactly(ACME);
        }
    }

    private static String challenge(SipRequest request) {
        return request.answer(Status.of(401), "t")
                .header(HeaderName.WWW_AUTHENTICATE, "Digest realm=\"example.com\", nonce=\"n\"")
                .build()
                .text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "OPTIONS", "SUBSCRIBE", "FROBNICATE"})
    @Tag("3261-20.35-01")
    void everyResponseHasTheConfiguredServerHeader(String method) throws IOException {
        try (var wired = new Wired(builder -> builder.userAgent(ACME))) {
            var answer = wired.say().method(method).text("Hello").answer();
            assertThat(answer.header("Server")).isEqualTo(ACME);
            assertThat(answer.has("User-Agent")).isFalse();
        }
    }

    @Test
    void refusedMessageHasTheServerHeaderToo() throws IOException {
        try (var wired = new Wired(builder -> builder.userAgent(ACME).block("sip:alice@example.com"))) {
            var answer = wired.say().text("Hello").answer();
            assertThat(answer.code()).isEqualTo(403);
            assertThat(answer.header("Server")).isEqualTo(ACME);
        }
    }

    @Test
    void responseHasNoServerHeaderByDefault() throws IOException {
        try (var wired = new Wired(_ -> {})) {
            assertThat(wired.say().text("Hello").answer().has("Server")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Acme\r\nX-Evil: 1", "Acme\n", "Acme/", "Acme (open", "Łukasz"})
    void invalidUserAgentIsRefused(String products) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agent.builder().userAgent(products))
                .withMessageContaining("products and comments");
    }
}
