package io.aldis.sip.digest;

import static io.aldis.sip.digest.Algorithm.MD5;
import static io.aldis.sip.digest.Algorithm.SHA_256;
import static io.aldis.sip.digest.Nonces.Standing.FOREIGN;
import static io.aldis.sip.digest.Nonces.Standing.FRESH;
import static io.aldis.sip.digest.Nonces.Standing.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NoncesTest {
    private final DigestServer hall = new DigestServer();

    private static Credentials with(String realm, String nonce, Qop qop) {
        return new Credentials("alice", realm, nonce, "sip:a", "", "MD5", qop, Optional.empty());
    }

    private Nonces.Standing take(String nonce, Qop qop) {
        return hall.nonces.take(with("example.com", nonce, qop), MD5);
    }

    private static Qop count(long nc) {
        return new Qop.Auth("xyz", Long.toHexString(nc));
    }

    @Test
    void noncesOfOneMillisecondAreDistinct() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1000; i++) nonces.add(hall.nonce());
        assertThat(nonces).hasSize(1000).allMatch(nonce -> nonce.matches("[A-Za-z0-9_-]{48}"));
    }

    @Test
    @Tag("7616-3.4-03")
    void nonceCountIsAcceptedOnceInAnyOrder() {
        String nonce = hall.nonce();
        for (long nc : new long[] {1, 3, 2, 66, 4, 65})
            assertThat(take(nonce, count(nc))).isEqualTo(FRESH);
        for (long nc : new long[] {1, 2, 3, 4, 65, 66})
            assertThat(take(nonce, count(nc))).isEqualTo(STALE);
    }

    @Test
    void issuedNonceTellsItsTimeAndWhetherItWasUsed() {
        String nonce = hall.nonce();
        Credentials credentials = with("example.com", nonce, count(1));
        Nonces.Issued issued = hall.nonces.issued(credentials).orElseThrow();
        assertThat(issued.used()).isFalse();
        hall.pass(Duration.ofSeconds(2));
        assertThat(take(nonce, count(7))).isEqualTo(FRESH);
        assertThat(hall.nonces.issued(credentials)).contains(new Nonces.Issued(issued.at(), true));
        Nonces.Issued later =
                hall.nonces.issued(with("example.com", hall.nonce(), count(1))).orElseThrow();
        assertThat(later).isEqualTo(new Nonces.Issued(issued.at().plusSeconds(2), false));
        assertThat(hall.nonces.issued(with("other.example", nonce, count(1)))).isEmpty();
        assertThat(hall.nonces.issued(with("example.com", "abc", count(1)))).isEmpty();
    }

    @Test
    void nonceCountOutsideOfTheWindowIsStale() {
        String nonce = hall.nonce();
        assertThat(take(nonce, count(100))).isEqualTo(FRESH);
        assertThat(take(nonce, count(37))).isEqualTo(FRESH);
        assertThat(take(nonce, count(36))).isEqualTo(STALE);
        assertThat(take(nonce, count(0xFFFFFFFFL))).isEqualTo(FRESH);
        assertThat(take(nonce, count(101))).isEqualTo(STALE);
        assertThat(take(nonce, count(0))).isEqualTo(STALE);
    }

    @Test
    void nonceWithoutQopIsAcceptedOnce() {
        String nonce = hall.nonce();
        assertThat(take(nonce, Qop.ABSENT)).isEqualTo(FRESH);
        assertThat(take(nonce, Qop.ABSENT)).isEqualTo(STALE);
        assertThat(take(nonce, count(1))).isEqualTo(STALE);
        assertThat(take(nonce, count(0xFFFFFFFFL))).isEqualTo(STALE);
    }

    @Test
    @Tag("7616-5.4-01")
    void nonceIsStaleAfterItsLifetime() {
        String nonce = hall.nonce();
        hall.pass(Duration.ofMinutes(5));
        assertThat(take(nonce, count(1))).isEqualTo(FRESH);
        hall.pass(Duration.ofMillis(1));
        assertThat(take(nonce, count(2))).isEqualTo(STALE);
    }

    @Test
    void nonceIsStaleWhenTheClockIsSetBackBeyondItsLifetime() {
        String nonce = hall.nonce();
        hall.pass(Duration.ofMinutes(-4));
        assertThat(take(nonce, count(1))).isEqualTo(FRESH);
        hall.pass(Duration.ofMinutes(-2));
        assertThat(take(nonce, count(2))).isEqualTo(STALE);
    }

    @Test
    void nonceWithAnyCharacterChangedIsForeign() {
        String nonce = hall.nonce();
        for (int i = 0; i < nonce.length(); i++)
            for (char c : new char[] {'A', 'z', '_', '=', '+', ' ', 'é', '\u0100'})
                if (nonce.charAt(i) != c)
                    assertThat(take(nonce.substring(0, i) + c + nonce.substring(i + 1), count(1)))
                            .isEqualTo(FOREIGN);
        assertThat(take(nonce, count(1))).isEqualTo(FRESH);
    }

    @Test
    void nonceWithCharacterOutsideOfTheAlphabetIsForeign() {
        for (int i = 0; i < 500; i++) {
            String nonce = hall.nonce();
            if (nonce.contains("_"))
                assertThat(take(nonce.replace('_', '.'), count(1))).isEqualTo(FOREIGN);
        }
    }

    @Test
    void nonceCountsBeforeAJumpAreStale() {
        String nonce = hall.nonce();
        for (long nc : new long[] {1, 2, 66, 65})
            assertThat(take(nonce, count(nc))).isEqualTo(FRESH);
        for (long nc : new long[] {66, 65, 2, 1})
            assertThat(take(nonce, count(nc))).isEqualTo(STALE);
    }

    @Test
    void longerOrShorterNonceIsForeign() {
        String nonce = hall.nonce();
        for (String other :
                new String[] {"", nonce + "A", nonce + "==", nonce + nonce, nonce.substring(4), ' ' + nonce})
            assertThat(take(other, count(1))).isEqualTo(FOREIGN);
    }

    @Test
    void nonceIsValidForItsRealmAlgorithmAndServerOnly() {
        String nonce = hall.nonces.issue("example.com", SHA_256);
        Credentials here = with("example.com", nonce, count(1));
        assertThat(hall.nonces.take(here, MD5)).isEqualTo(FOREIGN);
        assertThat(hall.nonces.take(with("example.org", nonce, count(1)), SHA_256))
                .isEqualTo(FOREIGN);
        assertThat(new Nonces(hall, new Random(8)).take(here, SHA_256)).isEqualTo(FOREIGN);
        assertThat(hall.nonces.take(here, SHA_256)).isEqualTo(FRESH);
    }

    @Test
    void oldestUsedNonceIsStaleWhenTheTableIsFull() {
        var nonces = new Nonces(hall, new Random(9), Duration.ofMinutes(5), 3);
        Credentials first = with("example.com", nonces.issue("example.com", MD5), count(1));
        assertThat(nonces.take(first, MD5)).isEqualTo(FRESH);
        for (int i = 0; i < 4; i++)
            assertThat(nonces.take(with("example.com", nonces.issue("example.com", MD5), count(1)), MD5))
                    .isEqualTo(FRESH);
        assertThat(nonces.take(first, MD5)).isEqualTo(STALE);
        assertThat(nonces.take(with("example.com", first.nonce(), count(2)), MD5))
                .isEqualTo(STALE);
    }

    @Test
    void unansweredChallengesEvictNoUsedNonce() {
        String mine = hall.nonce();
        assertThat(take(mine, count(1))).isEqualTo(FRESH);
        for (int i = 0; i < 5000; i++) hall.nonce();
        assertThat(take(mine, count(1))).isEqualTo(STALE);
        assertThat(take(mine, count(2))).isEqualTo(FRESH);
    }

    @Test
    void concurrentThreadsUseEachNonceCountOnce() {
        String nonce = hall.nonce();
        var fresh = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                long nc = 1L + i % 50;
                threads.execute(() -> {
                    if (take(nonce, count(nc)) == FRESH) fresh.incrementAndGet();
                });
            }
        }
        assertThat(fresh).hasValue(50);
    }

    @Test
    void nonceNamesItsRecipientAndAlteredNonceDoesNot() {
        String nonce =
                hall.nonces.challenge("example.com", MD5, 0x89ab_cdef_0123L).nonce();
        assertThat(hall.nonces.givenTo(with("example.com", nonce, Qop.ABSENT))).hasValue(0x89ab_cdef_0123L);
        String turned = nonce.substring(0, 20) + (nonce.charAt(20) == 'A' ? 'B' : 'A') + nonce.substring(21);
        assertThat(hall.nonces.givenTo(with("example.com", turned, Qop.ABSENT))).isEmpty();
        assertThat(hall.nonces.givenTo(with("example.org", nonce, Qop.ABSENT))).isEmpty();
        assertThat(take(nonce, count(1))).isEqualTo(FRESH);
    }

    @Test
    void invalidLimitsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Nonces(hall, new Random(1), Duration.ZERO, 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Nonces(hall, new Random(1), Duration.ofMinutes(1), 0));
    }
}
