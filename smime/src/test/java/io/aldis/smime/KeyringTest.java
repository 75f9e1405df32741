package io.aldis.smime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The certificates of an address on the keyring and their order: messages are encrypted for the first. */
class KeyringTest {
    private static final Authority ROOT = Authority.root("Root");
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final List<X509Certificate> OF_BOB =
            Stream.generate(KeyringTest::ofBob).limit(6).toList();

    private static X509Certificate ofBob() {
        return ROOT.person(Authority.Wish.of("sip:bob@example.com")).certificate();
    }

    @Test
    void learnedCertificatesDoNotReplaceConfirmedOnes() {
        X509Certificate other = OF_BOB.get(1);
        Keyring keys = Keyring.NONE.knowing(BOB, OF_BOB.getFirst());
        for (int i = 0; i < 10_001; i++) keys = keys.learning(Aor.parse("sip:user" + i + "@example.net"), other);
        assertThat(keys.of(BOB)).containsExactly(OF_BOB.getFirst());
        assertThat(keys.of(Aor.parse("sip:user0@example.net"))).isEmpty();
        assertThat(keys.of(Aor.parse("sip:user1@example.net"))).containsExactly(other);
        assertThat(keys.everybody().distinct()).containsExactlyInAnyOrder(OF_BOB.getFirst(), other);
    }

    @Test
    void certificateConfirmedAgainComesFirst() {
        X509Certificate one = OF_BOB.get(0);
        X509Certificate two = OF_BOB.get(1);
        Keyring keys = Keyring.NONE.knowing(BOB, one).knowing(BOB, two);
        assertThat(keys.of(BOB)).containsExactly(two, one);
        assertThat(keys.knowing(BOB, one).of(BOB)).containsExactly(one, two);
        var smime = Smime.with(keys);
        smime.accept(BOB, CertificateAddresses.signer(one));
        assertThat(smime.keys().of(BOB)).containsExactly(one, two);
    }

    @Test
    void knownCertificateOfASignatureChangesNothing() {
        Keyring keys = Keyring.NONE.knowing(BOB, OF_BOB.get(0)).knowing(BOB, OF_BOB.get(1));
        assertThat(keys.learning(BOB, OF_BOB.get(0)).of(BOB)).containsExactly(OF_BOB.get(1), OF_BOB.get(0));
    }

    @Test
    void learnedCertificateIsConfirmedWithoutADuplicate() {
        X509Certificate one = OF_BOB.get(0);
        X509Certificate two = OF_BOB.get(1);
        Keyring keys = Keyring.NONE.learning(BOB, one);
        assertThat(keys.knowing(BOB, one).of(BOB)).containsExactly(one);
        assertThat(keys.knowing(BOB, two).of(BOB)).containsExactly(two, one);
        assertThat(keys.knowing(BOB, two).knowing(BOB, one).of(BOB)).containsExactly(one, two);
    }

    @Test
    void addressKeepsItsFourNewestCertificates() {
        Keyring keys = Keyring.NONE.learning(BOB, OF_BOB.getFirst());
        for (X509Certificate each : OF_BOB.subList(1, 6)) keys = keys.knowing(BOB, each);
        assertThat(keys.of(BOB)).containsExactlyElementsOf(OF_BOB.subList(2, 6).reversed());
    }
}
