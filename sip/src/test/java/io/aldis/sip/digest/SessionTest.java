package io.aldis.sip.digest;

import static io.aldis.sip.digest.Algorithm.MD5;
import static io.aldis.sip.digest.Algorithm.SHA_256;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private static final String SHA = "Digest realm=\"example.com\", nonce=\"s\", algorithm=SHA-256, qop=\"auth\"";
    private static final String PLAIN = "Digest realm=\"example.com\", nonce=\"m\", algorithm=MD5, qop=\"auth\"";

    private final DigestServer hall = new DigestServer();
    private final Session session = session("secret", Preference.TOPMOST);

    private static Session session(String password, Preference preference) {
        return new Session("alice", Ha1Source.password(password), preference, new Random(5));
    }

    private static Authorization authorize(Session session) {
        return session.authorize(Method.REGISTER, DigestServer.URI).orElseThrow();
    }

    private static Credentials credentials(Session session) {
        return Credentials.parse(authorize(session).value()).orElseThrow();
    }

    private String challenge() {
        return hall.nonces.challenge("example.com", MD5).text();
    }

    @Test
    void sessionWithoutChallengeSendsNoCredentials() {
        assertThat(session.authorize(Method.REGISTER, DigestServer.URI)).isEmpty();
    }

    @Test
    @Tag("7616-3.4-02")
    @Tag("3261-22.2-02")
    void nonceIsReusedWithTheNextCount() {
        assertThat(session.challenged(List.of(challenge()))).isEqualTo(ChallengeOutcome.ANSWERABLE);
        for (int i = 1; i < 20; i++) {
            Authorization authorization = authorize(session);
            assertThat(authorization.count()).isEqualTo(i);
            assertThat(authorization.value()).endsWith("nc=%08x".formatted(i));
            assertThat(hall.hear(authorization.value())).isEqualTo(new DigestResult.Accepted("alice"));
        }
    }

    @Test
    @Tag("3261-22.4-02")
    @Tag("7616-3.4-01")
    void credentialsHaveQopCnonceAndAnEightDigitCount() {
        session.challenged(List.of(PLAIN + ", opaque=\"op\""));
        assertThat(authorize(session).value()).matches("""
                Digest username="alice", realm="example.com", nonce="m", uri="sip:example.com", response="[0-9a-f]{32}", \
                algorithm=MD5, cnonce="[0-9a-f]{32}", qop=auth, nc=00000001, opaque="op\"""");
    }

    /** RFC 7616 §3.4: it is returned unchanged; Asterisk and others compare it. */
    @Test
    void opaqueIsReturnedUnchanged() {
        session.challenged(List.of(PLAIN + ", opaque=\"\""));
        assertThat(authorize(session).value()).endsWith(", opaque=\"\"");
        session.challenged(List.of(PLAIN + ", opaque=" + "\"a\""));
        assertThat(authorize(session).value()).endsWith(", opaque=\"a\"");
        session.challenged(List.of(PLAIN));
        assertThat(authorize(session).value()).doesNotContain("opaque");
    }

    @Test
    void eachChallengeGetsItsOwnCnonce() {
        session.challenged(List.of(PLAIN));
        Qop first = credentials(session).qop();
        session.challenged(List.of(PLAIN));
        assertThat(credentials(session).qop()).isInstanceOf(Qop.Auth.class).isNotEqualTo(first);
    }

    @Test
    void challengeWithoutQopIsAnsweredAsInRfc2069() {
        session.challenged(List.of("Digest realm=\"example.com\", nonce=\"" + hall.nonce() + '"'));
        String value = authorize(session).value();
        assertThat(value).doesNotContain("qop").doesNotContain("cnonce").doesNotContain("nc=");
        assertThat(hall.hear(value)).isEqualTo(new DigestResult.Accepted("alice"));
    }

    @Test
    @Tag("7616-3.3-03")
    void qopAuthIsChosenAmongSeveralOffers() {
        session.challenged(List.of(PLAIN.replace("\"auth\"", "\"foo, auth-int ,AUTH\"")));
        assertThat(credentials(session).qop()).isInstanceOf(Qop.Auth.class);
    }

    @ParameterizedTest
    @Tag("8760-2.4-02")
    @ValueSource(
            strings = {
                "Digest realm=\"a\", nonce=\"b\", qop=\"auth-int\"",
                "Digest realm=\"a\", nonce=\"b\", qop=\"foo\"",
                "Digest realm=\"a\", nonce=\"b\", algorithm=MD5-sess",
                "Digest realm=\"a\", nonce=\"b\", algorithm=SHA-1",
                "Digest realm=\"a\"",
                "Basic realm=\"a\"",
                "",
            })
    void unsupportedChallengeIsNotAnswered(String challenge) {
        assertThat(session.challenged(List.of(challenge))).isEqualTo(ChallengeOutcome.UNSUPPORTED);
        assertThat(session.authorize(Method.REGISTER, DigestServer.URI)).isEmpty();
    }

    @Test
    void realmWithoutASecretIsUnsupported() {
        var stranger = new Session("alice", (user, realm, with) -> Optional.empty(), Preference.TOPMOST, new Random(1));
        assertThat(stranger.challenged(List.of(PLAIN))).isEqualTo(ChallengeOutcome.UNSUPPORTED);
    }

    @Test
    @Tag("8760-2.4-01")
    @Tag("7616-3.7-01")
    void topmostSupportedChallengeIsAnswered() {
        session.challenged(List.of("Digest realm=\"x\", nonce=\"x\", algorithm=NEW-1", SHA, PLAIN));
        assertThat(credentials(session).algorithm()).isEqualTo("SHA-256");
        session.challenged(List.of(PLAIN + ", " + SHA));
        assertThat(credentials(session).algorithm()).isEqualTo("MD5");
    }

    @Test
    @Tag("7616-5.8-01")
    void strongestPreferenceAnswersSha256InAnyPosition() {
        Session careful = session("secret", Preference.STRONGEST);
        careful.challenged(List.of(PLAIN, SHA));
        assertThat(credentials(careful).algorithm()).isEqualTo("SHA-256");
    }

    @Test
    @Tag("8760-2.3-01")
    void eitherChallengeOfAServerIsAnsweredCorrectly() {
        List<String> lines = hall.space(SHA_256, MD5).challenges(hall.nonces, 0).stream()
                .map(Challenge::text)
                .toList();
        for (List<String> order : List.of(lines, lines.reversed())) {
            session.challenged(order);
            assertThat(hall.verification.verify(Method.REGISTER, credentials(session), hall.space(SHA_256, MD5)))
                    .isEqualTo(new DigestResult.Accepted("alice"));
        }
    }

    @Test
    @Tag("3261-22.1-04")
    void wrongPasswordIsNotTriedAgain() {
        Session wrong = session("guess", Preference.TOPMOST);
        wrong.challenged(List.of(challenge()));
        Authorization first = authorize(wrong);
        assertThat(hall.hear(first.value())).isInstanceOf(DigestResult.Refused.class);
        assertThat(wrong.challenged(List.of(challenge()), first)).isEqualTo(ChallengeOutcome.REJECTED);
    }

    @Test
    @Tag("3261-22.1-04")
    void staleNonceIsReplacedByTheNewOne() {
        session.challenged(List.of(challenge()));
        hall.pass(Duration.ofMinutes(6));
        Authorization late = authorize(session);
        assertThat(hall.hear(late.value())).isInstanceOf(DigestResult.Stale.class);
        String again = hall.nonces.challenge("example.com", MD5).asStale().text();
        assertThat(session.challenged(List.of(again), late)).isEqualTo(ChallengeOutcome.ANSWERABLE);
        assertThat(hall.hear(authorize(session).value())).isEqualTo(new DigestResult.Accepted("alice"));
    }

    @Test
    void acceptedNonceThatIsChallengedAgainIsAnsweredOnceMore() {
        session.challenged(List.of(challenge()));
        authorize(session);
        Authorization second = authorize(session);
        assertThat(session.challenged(List.of(challenge()), second)).isEqualTo(ChallengeOutcome.ANSWERABLE);
        Authorization third = authorize(session);
        assertThat(third.count()).isEqualTo(1);
        assertThat(session.challenged(List.of(challenge()), third)).isEqualTo(ChallengeOutcome.REJECTED);
    }
}
