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
import static io.aldis.smime.Scene.flipped;
import static io.aldis.smime.Scene.opened;
import static io.aldis.smime.Scene.sealed;
import static io.aldis.smime.Scene.signedBy;
import static io.aldis.smime.Scene.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.agent.Protection.Sealing;
import io.aldis.agent.Protection.Wish;
import io.aldis.agent.Security;
import io.aldis.agent.Security.NotForUs;
import io.aldis.agent.Security.NotSigned;
import io.aldis.agent.Security.Unreadable;
import io.aldis.agent.Security.Verified;
import io.aldis.im.MediaType;
import io.aldis.im.Multipart;
import io.aldis.im.Part;
import io.aldis.smime.Authority.Person;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptingTest {
    @Test
    @Tag("3428-1-13")
    @Tag("3428-11.3-04")
    void encryptedTextIsAes128GcmForItsRecipientOnly() throws Exception {
        Part body = sealed(alice(), HELLO, Wish.ENCRYPT);
        assertThat(body.type().toString()).isEqualTo("application/pkcs7-mime;smime-type=authEnveloped-data");
        assertThat(body.header("Content-Disposition")).contains("render;handling=required");
        assertThat(new CMSAuthEnvelopedData(body.body()).getEncryptionAlgOID())
                .isEqualTo(CMSAlgorithm.AES128_GCM.getId());
        assertThat(new String(body.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("Hello");

        var opened = opened(bob(), body);
        assertThat(body(opened)).isEqualTo("Hello Bob");
        assertThat(opened.security()).isEqualTo(new Security(true, new NotSigned()));
        assertThat(opened.security().sentence()).isEqualTo("Encrypted. Not signed");

        assertThat(opened(at(NOON, ALICE.keys()), body).security().finding()).isEqualTo(new NotForUs());
    }

    @ParameterizedTest
    @Tag("8591-4.2-02")
    @ValueSource(strings = {"EC", "RSA"})
    void messageIsEncryptedForEcAndRsaKeys(String kind) {
        Person bob = ROOT.person(Authority.Wish.of("sip:bob@example.com").with(kind));
        Smime alice = at(NOON, ALICE.keys().knowing(bob.certificate()));
        assertThat(body(opened(at(NOON, bob.keys()), sealed(alice, HELLO, Wish.ENCRYPT))))
                .isEqualTo("Hello Bob");
    }

    @Test
    @Tag("3428-11.3-02")
    void oldPeersGetEnvelopedData() {
        Part body = sealed(alice(SmimeSettings.DEFAULT.forOldPeers()), HELLO, Wish.ENCRYPT);
        assertThat(body.type().parameter("smime-type")).contains("enveloped-data");
        assertThat(body(opened(bob(), body))).isEqualTo("Hello Bob");
    }

    @ParameterizedTest
    @CsvSource({"2.16.840.1.101.3.4.1.2, Encrypted. Not signed", "1.2.840.113549.3.7, Cannot be opened"})
    void envelopedDataWithAesIsDecryptedAndTripleDesIsNot(String algorithm, String said) throws Exception {
        Person bob = ROOT.person(Authority.Wish.of("sip:bob@example.com").with("RSA"));
        var generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(
                new JceKeyTransRecipientInfoGenerator(bob.certificate()).setProvider(Crypto.PROVIDER));
        var encryptor = new JceCMSContentEncryptorBuilder(new ASN1ObjectIdentifier(algorithm))
                .setProvider(Crypto.PROVIDER)
                .build();
        var data = generator.generate(new CMSProcessableByteArray(HELLO.bytes()), encryptor);
        var opened = opened(at(NOON, bob.keys()), Types.pkcs7("enveloped-data", data.getEncoded()));
        assertThat(opened.security().sentence()).startsWith(said);
    }

    /** In octets; the shorter one could be guessed (RFC 5084 §3.2). */
    @ParameterizedTest
    @CsvSource({"12, Encrypted. Not signed", "4, Cannot be opened"})
    void shortGcmTagIsNotAccepted(int tag, String said) throws Exception {
        Part body = sealed(alice(), HELLO, Wish.ENCRYPT);
        var whole = AuthEnvelopedData.getInstance(
                ContentInfo.getInstance(body.body()).getContent());
        var info = whole.getAuthEncryptedContentInfo();
        var algorithm = info.getContentEncryptionAlgorithm();
        var nonce = GCMParameters.getInstance(algorithm.getParameters()).getNonce();
        var shorter = new DERSequence(new ASN1Encodable[] {new DEROctetString(nonce), new ASN1Integer(tag)});
        var cut = new AuthEnvelopedData(
                whole.getOriginatorInfo(),
                whole.getRecipientInfos(),
                new EncryptedContentInfo(
                        info.getContentType(),
                        new AlgorithmIdentifier(algorithm.getAlgorithm(), shorter),
                        info.getEncryptedContent()),
                whole.getAuthAttrs(),
                new DEROctetString(Arrays.copyOf(whole.getMac().getOctets(), tag)),
                whole.getUnauthAttrs());
        byte[] der = new ContentInfo(CMSObjectIdentifiers.authEnvelopedData, cut).getEncoded("DER");
        assertThat(opened(bob(), Part.of(body.type(), der)).security().sentence())
                .startsWith(said);
    }

    @Test
    @Tag("8591-4.3-01")
    @Tag("3428-11-01")
    void signAndEncryptPutsTheSignatureInsideTheEncryption() {
        Part body = sealed(alice(), HELLO, Wish.SIGN_AND_ENCRYPT);
        assertThat(body.type().parameter("smime-type")).contains("authEnveloped-data");
        var opened = opened(bob(), body);
        assertThat(body(opened)).isEqualTo("Hello Bob");
        assertThat(opened.security().encrypted()).isTrue();
        assertThat(opened.security().verifiedAs()).contains("sip:alice@example.com");
    }

    @Test
    @Tag("8591-4.3-01")
    void signatureAroundEncryptionIsReadToo() {
        Part body = sealed(alice(), sealed(alice(), HELLO, Wish.ENCRYPT), Wish.SIGN);
        var opened = opened(bob(), body);
        assertThat(body(opened)).isEqualTo("Hello Bob");
        assertThat(opened.security().finding()).isInstanceOf(Verified.class);
        assertThat(opened.security().encrypted()).isTrue();
    }

    @Test
    void alteredEncryptedBodyIsNeverReadAsAnotherText() {
        Part body = sealed(alice(), HELLO, Wish.ENCRYPT);
        for (int i = 0; i < body.body().length; i++) {
            var opened = opened(bob(), flipped(body, i));
            if (opened.security().readable()) assertThat(body(opened)).isEqualTo("Hello Bob");
        }
        var tag = opened(bob(), flipped(body, body.body().length - 1)).security();
        assertThat(tag.sentence()).isEqualTo("Cannot be opened: it was altered, or encrypted in an unsupported way");
    }

    @Test
    @Tag("3261-23.1-01")
    void keyringIsSearchedByAddress() {
        Person carol = ROOT.person("sip:carol@example.com");
        Smime alice = at(NOON, ALICE.keys().knowing(carol.certificate()).knowing(BOB.certificate()));
        Part body = sealed(alice, HELLO, Wish.ENCRYPT);
        assertThat(opened(bob(), body).security().readable()).isTrue();
        assertThat(opened(at(NOON, carol.keys()), body).security().finding()).isEqualTo(new NotForUs());

        assertThat(at(NOON, ALICE.keys()).seal(HELLO, Wish.ENCRYPT, ALICE_TO_BOB))
                .isEqualTo(new Sealing.Impossible("No certificate of sip:bob@example.com is on the keyring, so nothing"
                        + " can be encrypted for it"));
    }

    @Test
    void messageIsNotEncryptedForAnExpiredCertificate() {
        var old = Authority.Wish.of("sip:bob@example.com")
                .between(NOON.minus(Duration.ofDays(2)), NOON.minus(Duration.ofDays(1)));
        Smime alice = at(NOON, ALICE.keys().knowing(ROOT.person(old).certificate()));
        assertThat(alice.seal(HELLO, Wish.ENCRYPT, ALICE_TO_BOB)).isInstanceOf(Sealing.Impossible.class);
    }

    @Test
    void signerCanBeAnsweredEncrypted() {
        Smime bob = bob();
        opened(bob, sealed(alice(), HELLO, Wish.SIGN));
        var back = new io.aldis.agent.Protection.Envelope(ALICE_TO_BOB.to(), ALICE_TO_BOB.from(), ALICE_TO_BOB.date());
        assertThat(bob.seal(text("Hello Alice"), Wish.SIGN_AND_ENCRYPT, back)).isInstanceOf(Sealing.Sealed.class);
    }

    @Test
    @Tag("8591-12-01")
    void encryptedPartAmongForeignPartsIsNotDecrypted() {
        Part secret = sealed(alice(), HELLO, Wish.ENCRYPT);
        Part before = Part.of(
                MediaType.parse("text/html"), "<img src=\"http://evil.example/".getBytes(StandardCharsets.US_ASCII));
        Part after = Part.of(MediaType.parse("text/html"), "\">".getBytes(StandardCharsets.US_ASCII));
        var mixed = Multipart.of("mixed", List.of(before, secret, after));
        Part body = Part.of(mixed.type(), mixed.bytes());
        var opened = opened(bob(), body);
        assertThat(opened.content()).isEqualTo(body);
        assertThat(opened.security()).isEqualTo(Security.NONE);
    }

    @Test
    void repeatedLayersAreRefused() {
        Part twice = sealed(alice(), sealed(alice(), HELLO, Wish.ENCRYPT), Wish.ENCRYPT);
        assertThat(opened(bob(), twice).security().sentence()).contains("expected one layer of encryption");
        Part signedTwice = sealed(alice(), signedBy(ALICE), Wish.SIGN);
        assertThat(opened(bob(), signedTwice).security().finding()).isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "0\u0080", "0\u0003\u0002\u0001\u0001"})
    void malformedCmsIsUnreadable(String octets) {
        Part body = Part.of(MediaType.parse("application/pkcs7-mime"), octets.getBytes(StandardCharsets.ISO_8859_1));
        var opened = opened(bob(), body);
        assertThat(opened.security().finding()).isInstanceOf(Unreadable.class);
        assertThat(opened.content()).isEqualTo(body);
    }

    @Test
    void plainTextIsUnchanged() {
        assertThat(opened(bob(), HELLO).security()).isEqualTo(Security.NONE);
        assertThat(bob().covers(HELLO.type())).isFalse();
    }

    @Test
    @Tag("3261-23.2-02")
    void ownCertificateIsOfferedToSenders() {
        Part offer = bob().certificates().orElseThrow();
        assertThat(offer.type().toString()).isEqualTo("application/pkcs7-mime;smime-type=certs-only");
        assertThat(ContentInfo.getInstance(offer.body())).isNotNull();
        assertThat(Smime.offered(offer)).containsExactly(BOB.certificate());
        assertThat(at(NOON, Keyring.NONE).certificates()).isEmpty();
    }

    @Test
    void keyringTextShowsNoSecrets() {
        var keys = ALICE.keys().knowing(BOB.certificate());
        assertThat(keys.toString())
                .contains(CertificateAddresses.fingerprint(ALICE.certificate()))
                .contains("sip:bob@example.com")
                .doesNotContain(ALICE.key().toString());
        assertThatThrownBy(() -> Keyring.NONE.knowing(ROOT.certificate()))
                .hasMessageContaining("expected a sip: or im: URI in its subjectAltName, but CN=Root has []");
    }
}
