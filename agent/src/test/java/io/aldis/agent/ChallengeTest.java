package io.aldis.agent;

import static io.aldis.testkit.ScriptedPeer.challenge;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.digest.Algorithm;
import io.aldis.sip.digest.Credentials;
import io.aldis.sip.digest.Qop;
import io.aldis.testkit.Heard;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    private static final Message HELLO = Message.text("sip:bob@example.com", "Hello");

    private static AgentBuilder alice(ScriptedPeer server) {
        return Agent.builder()
                .address("sip:alice@example.com")
                .password("secret".toCharArray())
                .server(server.address());
    }

    private static String proxyChallenge(String nonce, String more) {
        return challenge("Proxy-Authenticate", nonce, more);
    }

    /** RFC 7616 §3.4.1, with the password "secret". */
    private static String expectedResponse(Credentials shown, Method method) {
        Algorithm md5 = Algorithm.MD5;
        var qop = (Qop.Auth) shown.qop();
        return md5.hash(md5.ha1("alice", "example.com", "secret") + ':' + shown.nonce() + ':' + qop.nc() + ':'
                + qop.cnonce() + ":auth:" + md5.hash(method + ":" + shown.uri()));
    }

    private static Credentials credentials(Heard heard, HeaderName name) {
        return Credentials.parse(heard.header(name)).orElseThrow();
    }

    @Test
    @Tag("3261-8.1.3.5-01")
    void challengeOfAProxyIsAnsweredWithTheNextCseqAndAnotherBranch() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(407, proxyChallenge("n1", ""))
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            var first = server.heard();
            var second = server.heard();
            assertThat(first.header(HeaderName.PROXY_AUTHORIZATION)).isEmpty();
            assertThat(second.header(HeaderName.CSEQ)).isEqualTo("2 MESSAGE");
            assertThat(second.header(HeaderName.CALL_ID)).isEqualTo(first.header(HeaderName.CALL_ID));
            assertThat(second.header(HeaderName.FROM)).isEqualTo(first.header(HeaderName.FROM));
            assertThat(second.header(HeaderName.VIA)).isNotEqualTo(first.header(HeaderName.VIA));
            Credentials shown = credentials(second, HeaderName.PROXY_AUTHORIZATION);
            assertThat(shown.uri()).isEqualTo("sip:bob@example.com");
            assertThat(shown.response()).isEqualTo(expectedResponse(shown, Method.MESSAGE));
        }
    }

    @Test
    void challengeOfAServerIsAnsweredWithAuthorization() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(401, challenge("WWW-Authenticate", "n1", ""))
                        .thenAnswer(202);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Accepted.class);
            server.heard();
            Credentials shown = credentials(server.heard(), HeaderName.AUTHORIZATION);
            assertThat(shown.response()).isEqualTo(expectedResponse(shown, Method.MESSAGE));
        }
    }

    @Test
    @Tag("3261-22.2-02")
    void nonceIsReusedWithoutAnotherChallenge() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(407, proxyChallenge("n1", ""))
                        .thenAnswer(200)
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            alice.send(HELLO);
            alice.send(HELLO);
            server.heard();
            server.heard();
            Credentials third = credentials(server.heard(), HeaderName.PROXY_AUTHORIZATION);
            assertThat(third.text()).contains("nonce=\"n1\"", "nc=00000002");
            assertThat(third.response()).isEqualTo(expectedResponse(third, Method.MESSAGE));
        }
    }

    @Test
    void staleNonceIsReplaced() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(407, proxyChallenge("n1", ""))
                        .thenAnswer(407, proxyChallenge("n2", ", stale=true"))
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            server.heard();
            server.heard();
            var third = server.heard();
            assertThat(credentials(third, HeaderName.PROXY_AUTHORIZATION).nonce())
                    .isEqualTo("n2");
            assertThat(third.header(HeaderName.CSEQ)).isEqualTo("3 MESSAGE");
        }
    }

    @Test
    void challengeThatIsAlwaysStaleIsGivenUpAfterTwoRepetitions() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).open()) {
            for (int i = 0; i < 4; i++) server.thenAnswer(407, proxyChallenge("n" + i, ", stale=true"));
            assertThat(alice.send(HELLO))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(407));
            for (int i = 0; i < 3; i++) server.heard();
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    @Tag("3261-22.1-04")
    void wrongPasswordIsNotTriedAgain() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(407, proxyChallenge("n1", ""))
                        .thenAnswer(407, proxyChallenge("n2", ""));
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Refused.class);
            server.heard();
            server.heard();
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    void challengeWithoutPasswordIsARefusal() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(407, proxyChallenge("n1", ""));
                var alice = Agent.builder()
                        .address("sip:alice@example.com")
                        .server(server.address())
                        .open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void both401And407ChallengesOfOneRequestAreAnswered() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(407, proxyChallenge("n1", ""))
                        .thenAnswer(401, challenge("WWW-Authenticate", "m1", ""))
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            server.heard();
            server.heard();
            var third = server.heard();
            assertThat(credentials(third, HeaderName.PROXY_AUTHORIZATION).nonce())
                    .isEqualTo("n1");
            assertThat(credentials(third, HeaderName.AUTHORIZATION).nonce()).isEqualTo("m1");
        }
    }

    @Test
    void requestThatGrowsLargeWithItsCredentialsIsSentOverTcp() throws IOException {
        try (var server = ScriptedPeer.both()
                        .thenAnswer(407, proxyChallenge("n1", ""))
                        .thenAnswer(200);
                var alice =
                        alice(server).server(server.udpAddress()).pathIsSafe().open()) {
            var nearly = Message.text("sip:bob@example.com", "x".repeat(900));
            assertThat(alice.send(nearly)).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.heard().transport()).isEqualTo("UDP");
            var second = server.heard();
            assertThat(second.transport()).isEqualTo("TCP");
            assertThat(second.header(HeaderName.PROXY_AUTHORIZATION)).contains("nc=00000001");
        }
    }
}
