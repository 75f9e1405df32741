package io.aldis.sip.digest;

import static io.aldis.sip.digest.Algorithm.MD5;
import static io.aldis.sip.digest.Algorithm.SHA_256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aldis.sip.SyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    @Tag("7616-3.3-02")
    @Tag("3261-22.4-02")
    void challengeIsWrittenWithQuotesAsInTheRfc() {
        Challenge challenge = Challenge.auth("example.com", "abc", MD5);
        assertThat(challenge.text()).isEqualTo("""
                Digest realm="example.com", nonce="abc", algorithm=MD5, qop="auth\"""");
        assertThat(challenge.asStale().text()).isEqualTo("""
                Digest realm="example.com", nonce="abc", algorithm=MD5, qop="auth", stale=true""");
    }

    @Test
    void writtenChallengeIsParsedToTheSameChallenge() {
        var challenge = new Challenge("a \"b\" c", "abc", SHA_256, "auth,auth-int", true, Optional.of("op"));
        assertThat(Challenge.parse(challenge.text())).contains(challenge);
    }

    @Test
    void challengeWithoutAlgorithmIsMd5AndOneWithoutQopIsOfRfc2069() {
        assertThat(Challenge.parse("Digest realm=\"a\",nonce=\"b\""))
                .contains(new Challenge("a", "b", MD5, "", false, Optional.empty()));
    }

    @Test
    void staleFlagIsReadInAnyCaseAndWithQuotes() {
        assertThat(Challenge.parse("Digest realm=a, nonce=b, stale=TRUE")
                        .orElseThrow()
                        .stale())
                .isTrue();
        assertThat(Challenge.parse("Digest realm=a, nonce=b, stale=\"true\"")
                        .orElseThrow()
                        .stale())
                .isTrue();
        assertThat(Challenge.parse("Digest realm=a, nonce=b, stale=yes")
                        .orElseThrow()
                        .stale())
                .isFalse();
    }

    @Test
    @Tag("7616-3.3-03")
    void challengeWithAnUnknownAlgorithmOrSchemeIsIgnored() {
        assertThat(Challenge.parse("Digest realm=\"a\", nonce=\"b\", algorithm=SHA-3"))
                .isEmpty();
        assertThat(Challenge.parse("Bearer realm=\"a\"")).isEmpty();
    }

    @Test
    void challengeWithoutRealmOrNonceIsRefused() {
        assertThatExceptionOfType(SyntaxException.class).isThrownBy(() -> Challenge.parse("Digest nonce=\"b\""));
        assertThatExceptionOfType(SyntaxException.class).isThrownBy(() -> Challenge.parse("Digest realm=\"b\""));
        assertThatExceptionOfType(SyntaxException.class).isThrownBy(() -> Challenge.auth("a\r\nb", "n", MD5));
    }

    @Test
    void challengesAreReadFromSeveralLinesOrFromOne() {
        List<String> lines = List.of(
                "Digest realm=\"1\", nonce=\"a, Digest b\", qop=\"auth,auth-int\",Digest realm=\"2\",nonce=\"b\"",
                "Negotiate YII=, Digest realm=\"3\", nonce=\"c\", Basic realm=\"x\" , NTLM",
                "Digest realm=\"4\", nonce=\"d\"");
        assertThat(Challenges.in(lines)).extracting(Challenge::realm).containsExactly("1", "2", "3", "4");
    }

    @Test
    @Tag("8760-2.4-01")
    void malformedChallengeDoesNotHideTheOthers() {
        List<String> lines = List.of("Digest realm=\"1\" nonce=, Digest realm=\"2\", nonce=\"b\"", "\"", "");
        assertThat(Challenges.in(lines)).extracting(Challenge::realm).containsExactly("2");
    }

    @Test
    void mutatedChallengesNeverBreakTheReader() {
        String good = "Digest realm=\"1\", nonce=\"a\", qop=\"auth\", stale=true, Digest realm=\"2\",nonce=\"b\"";
        var random = new Random(7616);
        int found = 0;
        for (int i = 0; i < 30_000; i++)
            found +=
                    Challenges.in(List.of(CredentialsTest.mutate(good, random))).size();
        assertThat(found).isBetween(1000, 90_000);
    }

    @Test
    @Tag("8760-2.3-01")
    @Tag("3261-22.2-01")
    void protectionSpaceMakesOneChallengeWithItsOwnNoncePerAlgorithm() {
        var hall = new DigestServer();
        List<Challenge> challenges = hall.space(SHA_256, MD5).challenges(hall.nonces, 0);
        assertThat(challenges).extracting(Challenge::algorithm).containsExactly(SHA_256, MD5);
        assertThat(challenges).extracting(Challenge::realm).containsOnly("example.com");
        assertThat(challenges).extracting(Challenge::qop).containsOnly("auth");
        assertThat(challenges.getFirst().nonce())
                .isNotEqualTo(challenges.getLast().nonce());
    }

    @Test
    void defaultChallengeIsOneWithMd5() {
        var hall = new DigestServer();
        var space = new ProtectionSpace("example.com", Ha1Source.password("x"));
        assertThat(space.challenges(hall.nonces, 0))
                .extracting(Challenge::algorithm)
                .containsExactly(MD5);
    }

    @Test
    @Tag("8760-2.3-01")
    void protectionSpaceNeedsDistinctAlgorithms() {
        var hall = new DigestServer();
        assertThatIllegalArgumentException().isThrownBy(hall::space);
        assertThatIllegalArgumentException().isThrownBy(() -> hall.space(MD5, MD5));
    }
}
