package io.aldis.smime;

import static io.aldis.smime.Scene.ALICE;
import static io.aldis.smime.Scene.ALICE_TO_BOB;
import static io.aldis.smime.Scene.BOB;
import static io.aldis.smime.Scene.HELLO;
import static io.aldis.smime.Scene.NOON;
import static io.aldis.smime.Scene.ROOT;
import static io.aldis.smime.Scene.alice;
import static io.aldis.smime.Scene.at;
import static io.aldis.smime.Scene.bob;
import static io.aldis.smime.Scene.body;
import static io.aldis.smime.Scene.cpim;
import static io.aldis.smime.Scene.envelope;
import static io.aldis.smime.Scene.flipped;
import static io.aldis.smime.Scene.opened;
import static io.aldis.smime.Scene.sealed;
import static io.aldis.smime.Scene.signedBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Protection.Sealing;
import io.aldis.agent.Protection.Wish;
import io.aldis.agent.Security.BadSignature;
import io.aldis.agent.Security.ChangedCertificate;
import io.aldis.agent.Security.ExpiredCertificate;
import io.aldis.agent.Security.Replayed;
import io.aldis.agent.Security.Stale;
import io.aldis.agent.Security.UnknownSigner;
import io.aldis.agent.Security.Verified;
import io.aldis.agent.Security.WrongIdentity;
import io.aldis.im.MediaType;
import io.aldis.im.Multipart;
import io.aldis.im.Part;
import io.aldis.sip.Aor;
import io.aldis.smime.Authority.Person;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    @Tag("3428-1-25")
    @Tag("8591-4.1-01")
    @Tag("8591-4.4-01")
    void signedTextIsOnePkcs7BodyAndVerifies() {
        Part body = sealed(alice(), HELLO, Wish.SIGN);
        assertThat(body.type().toString()).isEqualTo("application/pkcs7-mime;smime-type=signed-data");

        var opened = opened(bob(), body);
        assertThat(body(opened)).isEqualTo("Hello Bob");
        assertThat(opened.security().verifiedAs()).contains("sip:alice@example.com");
        assertThat(opened.security().sentence()).isEqualTo("Signed by sip:alice@example.com");
    }

    @Test
    @Tag("3261-23.3-01")
    @Tag("8591-4.1-01")
    void clearSignedTextIsReadableWithoutSmime() {
        Part body = sealed(alice(SmimeSettings.DEFAULT.clearSigned()), HELLO, Wish.SIGN);
        assertThat(body.header("Content-Disposition")).contains("render;handling=required");
        var parts = Multipart.read(body.type(), body.body()).parts();
        assertThat(parts.getFirst().body()).asString().isEqualTo("Hello Bob");
        assertThat(parts.getLast().type().name()).isEqualTo("application/pkcs7-signature");
        assertThat(parts.getLast().header("Content-Disposition")).contains("render;handling=required");
        assertThat(body.type().parameter("micalg")).contains("sha-256");

        assertThat(opened(bob(), body).security().verifiedAs()).contains("sip:alice@example.com");
    }

    @Test
    @Tag("3428-1-11")
    void alteredContentIsABadSignature() {
        Part opaque = sealed(alice(), HELLO, Wish.SIGN);
        Part clear = sealed(alice(SmimeSettings.DEFAULT.clearSigned()), HELLO, Wish.SIGN);
        for (Part body : List.of(opaque, clear)) {
            var opened = opened(bob(), flipped(body, indexOf(body, "Hello")));
            assertThat(opened.security().finding()).isInstanceOf(BadSignature.class);
            assertThat(opened.security().verifiedAs()).isEmpty();
            assertThat(opened.security().sentence()).isEqualTo("Bad signature: the content is not what was signed");
            assertThat(body(opened)).isEqualTo("Iello Bob");
        }
    }

    @Test
    void alteredBodyIsNeverVerifiedAsAnotherTextOrSender() {
        Part body = sealed(alice(), HELLO, Wish.SIGN);
        for (int i = 0; i < body.body().length; i++) {
            var opened = opened(bob(), flipped(body, i));
            if (opened.security().verifiedAs().isPresent())
                assertThat(body(opened)).isEqualTo("Hello Bob");
        }
    }

    private static int indexOf(Part body, String text) {
        return new String(body.body(), StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    @Tag("3428-1-25")
    @Tag("3261-23.2-01")
    void untrustedSignerIsUnknownAndShownWithFingerprint() {
        Person mallory = Authority.root("Mallory's own").person("sip:alice@example.com");
        var finding = opened(bob(), signedBy(mallory)).security().finding();
        assertThat(finding)
                .isInstanceOfSatisfying(
                        UnknownSigner.class,
                        unknown -> assertThat(unknown.signer()).hasValueSatisfying(signer -> {
                            assertThat(signer.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
                            assertThat(signer.issuer()).isEqualTo("CN=Mallory's own");
                        }));
        assertThat(finding.sentence()).startsWith("Signed by somebody we do not know, who claims to be sip:alice");
    }

    @Test
    @Tag("3261-23.2-01")
    void acceptedSignerIsVerifiedAfterwards() {
        Person alice = Authority.root("Alice's own").person("sip:alice@example.com");
        Smime bob = bob();
        var unknown = (UnknownSigner) opened(bob, signedBy(alice)).security().finding();
        bob.accept(Aor.parse("sip:alice@example.com"), unknown.signer().orElseThrow());
        assertThat(opened(bob, signedBy(alice)).security().verifiedAs()).contains("sip:alice@example.com");
    }

    @Test
    @Tag("3261-23.2-01")
    void newCertificateOfAKnownAddressIsReportedUntilAccepted() {
        Smime bob = bob();
        assertThat(opened(bob, signedBy(ALICE)).security().verifiedAs()).isPresent();

        Person renewed = ROOT.person("sip:alice@example.com");
        var changed = opened(bob, signedBy(renewed)).security();
        assertThat(changed.verifiedAs()).isEmpty();
        assertThat(changed.sentence())
                .contains("has changed from " + CertificateAddresses.fingerprint(ALICE.certificate()))
                .contains("this may be an attack");

        bob.accept(Aor.parse("sip:alice@example.com"), ((ChangedCertificate) changed.finding()).signer());
        assertThat(opened(bob, signedBy(renewed)).security().verifiedAs()).isPresent();
    }

    @Test
    @Tag("8591-4.4-01")
    void certificateOfAnotherAddressIsFlaggedWithBothAddresses() {
        Person carol = ROOT.person("sip:carol@example.com");
        var security = opened(bob(), signedBy(carol)).security();
        assertThat(security.finding()).isInstanceOf(WrongIdentity.class);
        assertThat(security.sentence())
                .startsWith("It claims to be from sip:alice@example.com but was signed by sip:carol@example.com");
    }

    @ParameterizedTest
    @Tag("3860-4-03")
    @Tag("8591-4.4-01")
    @ValueSource(strings = {"sip:alice@EXAMPLE.com", "sips:alice@example.com", "im:alice@example.com"})
    void certificateAddressIsComparedAsAnAor(String uri) {
        Person alice = ROOT.person("https://example.com/alice", uri);
        assertThat(opened(bob(), signedBy(alice)).security().verifiedAs()).contains("sip:alice@example.com");
    }

    @Test
    void expiredCertificateIsReported() {
        Person alice = ROOT.person(
                Authority.Wish.of("sip:alice@example.com").between(NOON.minus(HOUR), NOON.plus(Duration.ofMinutes(1))));
        Part body = signedBy(alice);
        Smime later = at(NOON.plus(Duration.ofMinutes(2)), BOB.keys().trusting(ROOT.certificate()));
        var finding = opened(later, body).security().finding();
        assertThat(finding).isInstanceOf(ExpiredCertificate.class);
        assertThat(finding.sentence()).startsWith("Signed with a certificate that is good from");
    }

    @Test
    void messageIsNotSignedWithAnExpiredCertificate() {
        Person alice = ROOT.person(Authority.Wish.of("sip:alice@example.com")
                .between(NOON.minus(HOUR), NOON.minus(Duration.ofMinutes(1))));
        assertThat(at(NOON, alice.keys()).seal(HELLO, Wish.SIGN, ALICE_TO_BOB))
                .isInstanceOfSatisfying(
                        Sealing.Impossible.class, no -> assertThat(no.why()).contains("is good from"));
    }

    @Test
    @Tag("8591-4.4.2-01")
    void validChainOfThreeIsAcceptedAndAForgedOneIsNot() {
        Person alice = ROOT.below("Middle").person("sip:alice@example.com");
        assertThat(alice.chain()).hasSize(2);
        assertThat(opened(bob(), signedBy(alice)).security().verifiedAs()).isPresent();

        Person forged = ROOT.forgedBelow("Middle").person("sip:alice@example.com");
        assertThat(opened(bob(), signedBy(forged)).security().finding()).isInstanceOf(UnknownSigner.class);
    }

    @ParameterizedTest
    @Tag("8591-4.1-02")
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void ecRsaAndEd25519KeysSign(String kind) {
        Person alice = ROOT.person(Authority.Wish.of("sip:alice@example.com").with(kind));
        assertThat(opened(bob(), signedBy(alice)).security().finding()).isInstanceOf(Verified.class);
    }

    /** RFC 5751 §3.4.3.2: micalg names the digest of the signature, which for Ed25519 is SHA-512 (RFC 8419 §3.1). */
    @ParameterizedTest
    @CsvSource({"EC, sha-256", "RSA, sha-256", "Ed25519, sha-512"})
    void clearSignedBodyNamesTheDigestOfItsKey(String kind, String digest) {
        Person alice = ROOT.person(Authority.Wish.of("sip:alice@example.com").with(kind));
        Part body = sealed(Smime.with(alice.keys(), SmimeSettings.DEFAULT.clearSigned(), () -> NOON), HELLO, Wish.SIGN);
        assertThat(body.type().parameter("micalg")).contains(digest);
    }

    @Test
    @Tag("8591-6-01")
    void agentWithoutKeyVerifiesButDoesNotSign() {
        Smime nobody = at(NOON, Keyring.NONE.trusting(ROOT.certificate()));
        assertThat(opened(nobody, signedBy(ALICE)).security().verifiedAs()).isPresent();
        assertThat(nobody.seal(HELLO, Wish.SIGN, ALICE_TO_BOB)).isInstanceOf(Sealing.Impossible.class);
    }

    @Test
    @Tag("8591-7.1-02")
    void certificateMayBeLeftOutForAPeerThatHasIt() {
        Smime bob = bob();
        Smime brief = alice(SmimeSettings.DEFAULT.withoutCertificate());
        Part without = sealed(brief, HELLO, Wish.SIGN);
        assertThat(opened(bob, without).security().finding()).isInstanceOf(UnknownSigner.class);

        Part with = sealed(alice(), HELLO, Wish.SIGN);
        assertThat(with.body().length - without.body().length).isGreaterThan(300);
        assertThat(opened(bob, with).security().verifiedAs()).isPresent();
        assertThat(opened(bob, without).security().verifiedAs()).isPresent();
    }

    @Test
    @Tag("3428-1-12")
    void signedMessageIsStaleAfterAnHour() {
        Smime later = at(NOON.plus(HOUR), BOB.keys().trusting(ROOT.certificate()));
        var security = opened(later, signedBy(ALICE)).security();
        assertThat(security.finding()).isInstanceOf(Stale.class);
        assertThat(security.sentence()).contains("dated 2026-11-23T12:00:00Z, but received at 2026-11-23T13:00:00Z");
    }

    @Test
    @Tag("3428-1-12")
    void sameSignatureAgainIsAReplayAndANewOneIsNot() {
        Smime bob = bob();
        Part body = signedBy(ALICE);
        assertThat(opened(bob, body).security().finding()).isInstanceOf(Verified.class);
        assertThat(opened(bob, body).security().finding()).isInstanceOf(Replayed.class);
        assertThat(opened(bob, signedBy(ALICE)).security().finding()).isInstanceOf(Verified.class);
    }

    @Test
    @Tag("3428-11.4-01")
    void dateHeaderThatDiffersFromTheSignedOneIsReported() {
        var outside = envelope("sip:alice@example.com", NOON.minus(HOUR));
        assertThat(bob().open(signedBy(ALICE), outside).security().sentence())
                .contains("but its Date header says 2026-11-23T11:00:00Z");
    }

    @Test
    @Tag("3428-11.5-01")
    @Tag("3860-4-02")
    @Tag("3862-5.2-01")
    void alteredFromInASignedCpimBreaksTheSignature() {
        Part body = sealed(alice(), cpim("im:alice@example.com", "Hello"), Wish.SIGN);
        assertThat(opened(bob(), body).security().verifiedAs()).contains("im:alice@example.com");
        Part changed = flipped(body, indexOf(body, "alice@example"));
        assertThat(opened(bob(), changed).security().finding()).isInstanceOf(BadSignature.class);
    }

    @Test
    @Tag("3428-11.5-03")
    void fromInASignedCpimIsTheVerifiedIdentity() {
        Part body = sealed(alice(), cpim("im:alice@example.com", "Hello"), Wish.SIGN);
        var opened = bob().open(body, envelope("sip:gateway@example.net", NOON));
        assertThat(opened.security().verifiedAs()).contains("im:alice@example.com");
    }

    @Test
    void fromInASignedCpimThatTheSignerIsNotIsAWrongIdentity() {
        Part body = sealed(alice(), cpim("im:carol@example.com", "Hello"), Wish.SIGN);
        assertThat(opened(bob(), body).security().finding())
                .isInstanceOfSatisfying(
                        WrongIdentity.class,
                        wrong -> assertThat(wrong.claimed()).isEqualTo("im:carol@example.com"));
    }

    @Test
    @Tag("8591-9.1-01")
    void signatureInsideACpimIsVerifiedButNotForItsHeader() {
        Part inside = signedBy(ALICE);
        byte[] header = "From: <im:carol@example.com>\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] cpim = new byte[header.length + inside.bytes().length];
        System.arraycopy(header, 0, cpim, 0, header.length);
        System.arraycopy(inside.bytes(), 0, cpim, header.length, inside.bytes().length);
        var opened = opened(bob(), Part.of(MediaType.parse("message/cpim"), cpim));
        assertThat(body(opened)).isEqualTo("Hello Bob");
        assertThat(opened.security().verifiedAs()).contains("sip:alice@example.com");
    }
}
