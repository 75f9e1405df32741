package io.aldis.sip.digest;

import static io.aldis.sip.digest.Algorithm.MD5;
import static io.aldis.sip.digest.Algorithm.SHA_256;
import static io.aldis.sip.digest.Algorithm.SHA_512_256;
import static io.aldis.sip.digest.DigestServer.proof;
import static io.aldis.sip.digest.Nonces.Standing.FOREIGN;
import static io.aldis.sip.digest.Nonces.Standing.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Method;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerificationTest {
    private static final DigestResult ALICE = new DigestResult.Accepted("alice");
    private static final DigestResult OLD = new DigestResult.Stale(STALE);

    private final DigestServer hall = new DigestServer();

    private static DigestResult refused(Refusal reason) {
        return new DigestResult.Refused(reason);
    }

    private DigestResult verify(String header, Algorithm... offered) {
        return hall.verification.verify(
                Method.REGISTER, Credentials.parse(header).orElseThrow(), hall.space(offered));
    }

    @Test
    void correctPasswordIsAccepted() {
        assertThat(hall.hear(proof("alice", "secret", hall.nonce(), "00000001")))
                .isEqualTo(ALICE);
    }

    @Test
    void responseInUpperCaseIsAccepted() {
        String header = proof("alice", "secret", hall.nonce(), "00000001");
        String digits = response(header);
        assertThat(hall.hear(header.replace(digits, digits.toUpperCase(Locale.ROOT))))
                .isEqualTo(ALICE);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("8760-2.1-01")
    void eachOfferedAlgorithmIsAccepted(Algorithm algorithm) {
        var session = new Session("alice", Ha1Source.password("secret"), Preference.TOPMOST, new Random(1));
        session.challenged(
                List.of(hall.nonces.challenge("example.com", algorithm).text()));
        String header = session.authorize(Method.REGISTER, DigestServer.URI)
                .orElseThrow()
                .value();
        assertThat(verify(header, algorithm)).isEqualTo(ALICE);
        assertThat(hall.asked).containsExactly("alice example.com " + algorithm.plain());
    }

    @Test
    @Tag("7616-3.3-01")
    void wrongPasswordIsRefusedAndNeverStale() {
        String nonce = hall.nonce();
        assertThat(hall.hear(proof("alice", "guess", nonce, "00000001"))).isEqualTo(refused(Refusal.WRONG_RESPONSE));
        hall.pass(Duration.ofHours(1));
        assertThat(hall.hear(proof("alice", "guess", nonce, "00000001"))).isEqualTo(refused(Refusal.WRONG_RESPONSE));
    }

    @Test
    @Tag("7616-3.3-01")
    @Tag("7616-5.4-01")
    void expiredNonceWithTheCorrectPasswordIsStale() {
        String header = proof("alice", "secret", hall.nonce(), "00000001");
        hall.pass(Duration.ofMinutes(6));
        assertThat(hall.hear(header)).isEqualTo(OLD);
    }

    @Test
    @Tag("7616-3.4-03")
    void replayIsStaleAndTheNextCountIsAccepted() {
        String nonce = hall.nonce();
        assertThat(hall.hear(proof("alice", "secret", nonce, "00000001"))).isEqualTo(ALICE);
        assertThat(hall.hear(proof("alice", "secret", nonce, "00000001"))).isEqualTo(OLD);
        assertThat(hall.hear(proof("alice", "secret", nonce, "00000002"))).isEqualTo(ALICE);
    }

    @Test
    void wrongGuessesDoNotUseUpTheNonceOfTheOwner() {
        String nonce = hall.nonce();
        for (String nc : new String[] {"00000001", "00000002", "ffffffff"})
            assertThat(hall.hear(proof("alice", "guess", nonce, nc))).isEqualTo(refused(Refusal.WRONG_RESPONSE));
        assertThat(hall.hear(proof("alice", "secret", nonce, "00000001"))).isEqualTo(ALICE);
    }

    @Test
    void nonceOfAnEarlierServerProcessIsStale() {
        String nonce = new Nonces(hall, new Random(99)).issue("example.com", MD5);
        assertThat(hall.hear(proof("alice", "secret", nonce, "00000002"))).isEqualTo(new DigestResult.Stale(FOREIGN));
    }

    @Test
    void forgedOrLengthenedNonceIsStale() {
        String nonce = hall.nonce();
        for (String other : new String[] {"A".repeat(48), nonce + "A", nonce.substring(1), "0"})
            assertThat(hall.hear(proof("alice", "secret", other, "00000001")))
                    .isEqualTo(new DigestResult.Stale(FOREIGN));
    }

    @Test
    void unknownUserIsRefusedAfterTheSameWork() {
        String unknown = proof("mallory", "secret", hall.nonce(), "00000001");
        assertThat(hall.hear(unknown)).isEqualTo(refused(Refusal.UNKNOWN_USER));
        assertThat(hall.asked).containsExactly("mallory example.com MD5");
    }

    @Test
    void unknownUserIsRefusedEvenWithTheZeroHash() {
        String nonce = hall.nonce();
        String response = DigestServer.auth(MD5, "0".repeat(32), nonce, "00000001", "xyz", "REGISTER:sip:example.com");
        String header =
                proof("mallory", "x", nonce, "00000001").replaceFirst("response=\"\\w+", "response=\"" + response);
        assertThat(hall.hear(header)).isEqualTo(refused(Refusal.UNKNOWN_USER));
    }

    @Test
    @Tag("3261-22.3-03")
    void credentialsForAnotherRealmAreNotLookedUp() {
        String header =
                proof("alice", "secret", hall.nonce(), "00000001").replace("realm=\"example.com", "realm=\"a.org");
        assertThat(hall.hear(header)).isEqualTo(refused(Refusal.OTHER_REALM));
        assertThat(hall.asked).isEmpty();
    }

    @Test
    void algorithmThatWasNotOfferedIsRefused() {
        String md5 = proof("alice", "secret", hall.nonce(), "00000001");
        assertThat(verify(md5, SHA_256)).isEqualTo(refused(Refusal.OTHER_ALGORITHM));
        assertThat(verify(md5.replace("algorithm=MD5, ", ""), SHA_512_256)).isEqualTo(refused(Refusal.OTHER_ALGORITHM));
        assertThat(verify(md5.replace("=MD5", "=SHA-1"), MD5)).isEqualTo(refused(Refusal.OTHER_ALGORITHM));
        assertThat(verify(md5.replace("=MD5", "=MD5-sess"), MD5)).isEqualTo(refused(Refusal.OTHER_ALGORITHM));
    }

    @Test
    void md5ResponseToASha256NonceIsStaleEvenWhenBothAreOffered() {
        String nonce = hall.nonces.issue("example.com", SHA_256);
        assertThat(verify(proof(MD5, "alice", "secret", nonce, "00000001"), SHA_256, MD5))
                .isEqualTo(new DigestResult.Stale(FOREIGN));
        assertThat(verify(proof(SHA_256, "alice", "secret", nonce, "00000001"), SHA_256, MD5))
                .isEqualTo(ALICE);
    }

    @Test
    void qopAuthIntIsRefused() {
        String header = proof("alice", "secret", hall.nonce(), "00000001").replace("qop=auth", "qop=auth-int");
        assertThat(hall.hear(header)).isEqualTo(refused(Refusal.OTHER_QOP));
    }

    @Test
    void sessionAlgorithmWithoutQopIsRefused() {
        String header = proof("alice", "secret", hall.nonce(), "00000001")
                .replace("=MD5", "=MD5-sess")
                .replace("qop=auth, ", "");
        assertThat(verify(header, Algorithm.MD5_SESS)).isEqualTo(refused(Refusal.OTHER_QOP));
    }

    @Test
    void credentialsForAnotherMethodAreRefused() {
        Credentials credentials = Credentials.parse(proof("alice", "secret", hall.nonce(), "00000001"))
                .orElseThrow();
        assertThat(hall.verification.verify(Method.MESSAGE, credentials, hall.space(MD5)))
                .isEqualTo(refused(Refusal.WRONG_RESPONSE));
    }

    @Test
    @Tag("8760-2.6-03")
    void sha256ResponseWithoutQopIsRefused() {
        String nonce = hall.nonces.issue("example.com", SHA_256);
        String old = proof(SHA_256, "alice", "secret", nonce, "00000001").replace("qop=auth, ", "");
        assertThat(verify(old, SHA_256)).isEqualTo(refused(Refusal.OTHER_QOP));
    }

    private String response(String header) {
        int from = header.indexOf("response=\"") + 10;
        return header.substring(from, from + 32);
    }

    @Test
    void responseOfAnotherLengthIsWrong() {
        String header = proof("alice", "secret", hall.nonce(), "00000001");
        String response = response(header);
        for (String other : new String[] {"", "0", response + '0', response.substring(1), response + response})
            assertThat(hall.hear(header.replace(response, other))).isEqualTo(refused(Refusal.WRONG_RESPONSE));
        assertThat(hall.hear(header)).isEqualTo(ALICE);
    }

    @Test
    void responseWithOneChangedCharacterIsWrong() {
        String header = proof("alice", "secret", hall.nonce(), "00000001");
        String response = response(header);
        for (int i = 0; i < response.length(); i++) {
            char c = response.charAt(i);
            for (char other : new char[] {c == '0' ? '1' : '0', (char) (c + 0x100), (char) (c - 0x20), 'g'})
                if (other < '@' || other > 'F')
                    assertThat(hall.hear(header.replace(
                                    response, response.substring(0, i) + other + response.substring(i + 1))))
                            .isEqualTo(refused(Refusal.WRONG_RESPONSE));
        }
        assertThat(hall.hear(header)).isEqualTo(ALICE);
    }
}
