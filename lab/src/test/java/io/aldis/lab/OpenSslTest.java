package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.agent.Protection.Envelope;
import io.aldis.agent.Protection.Opened;
import io.aldis.agent.Protection.Sealing;
import io.aldis.agent.Protection.Wish;
import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.Uri;
import io.aldis.smime.KeyFiles;
import io.aldis.smime.Keyring;
import io.aldis.smime.Smime;
import io.aldis.smime.SmimeSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S/MIME with OpenSSL in both directions: each opens what the other makes. OpenSSL makes the authority and the keys. */
class OpenSslTest {
    private static final Part HELLO =
            Part.of(MediaType.parse("text/plain"), "Hello Bob\r\n".getBytes(StandardCharsets.US_ASCII));
    private static final Envelope ALICE_TO_BOB =
            new Envelope(Uri.parse("sip:alice@example.com"), Uri.parse("sip:bob@example.com"), Optional.empty());

    @TempDir
    private Path folder;

    private OpenSsl openssl;

    @BeforeEach
    void anAuthority() throws IOException, InterruptedException {
        openssl = new OpenSsl(folder);
        openssl.authority();
    }

    private void people(String kind) throws IOException, InterruptedException {
        openssl.person("alice", kind);
        openssl.person("bob", kind);
    }

    private Smime alice(SmimeSettings settings) throws IOException {
        var keys = KeyFiles.pem(Keyring.NONE, openssl.file("alice.key"), openssl.file("alice.pem"));
        return Smime.with(
                keys.knowing(KeyFiles.certificates(openssl.file("bob.pem")).getFirst()), settings);
    }

    private Smime bob() throws IOException {
        return Smime.with(KeyFiles.pem(Keyring.NONE, openssl.file("bob.key"), openssl.file("bob.pem"))
                .trusting(KeyFiles.certificates(openssl.file("root.pem"))));
    }

    private static Part sealed(Smime by, Wish wish) {
        return switch (by.seal(HELLO, wish, ALICE_TO_BOB)) {
            case Sealing.Sealed(var part) -> part;
            case Sealing.Impossible(var why) -> throw new AssertionError(why);
        };
    }

    private Opened opened(String file) throws IOException {
        return bob().open(Part.of(MediaType.parse("application/pkcs7-mime"), openssl.bytes(file)), ALICE_TO_BOB);
    }

    private static String text(Opened opened) {
        return new String(opened.content().body(), StandardCharsets.US_ASCII);
    }

    private Part plain() throws IOException {
        return Part.parse(openssl.bytes("plain"));
    }

    // ---- signatures

    @ParameterizedTest
    @Tag("3428-11.3-03")
    @Tag("8591-4.1-01")
    @Tag("8591-4.1-02")
    @ValueSource(strings = {"EC", "RSA"})
    void opensslVerifiesOurSignature(String kind) throws Exception {
        people(kind);
        openssl.write("signed", sealed(alice(SmimeSettings.DEFAULT), Wish.SIGN).body());
        openssl.run("cms -verify -inform DER -in signed -CAfile root.pem -binary -out plain");
        assertThat(plain().body()).isEqualTo(HELLO.body());
        assertThat(plain().header("Date")).isPresent();
    }

    @Test
    @Tag("3428-11.3-03")
    @Tag("3261-23.3-01")
    void opensslVerifiesOurClearSignature() throws Exception {
        people("EC");
        openssl.write(
                "signed",
                sealed(alice(SmimeSettings.DEFAULT.clearSigned()), Wish.SIGN).bytes());
        openssl.run("cms -verify -inform SMIME -in signed -CAfile root.pem -crlfeol -out plain");
        assertThat(plain().body()).isEqualTo(HELLO.body());
    }

    @ParameterizedTest
    @Tag("3428-11.3-03")
    @Tag("8591-4.1-01")
    @Tag("8591-4.1-02")
    @ValueSource(strings = {"EC", "RSA"})
    void opensslSignatureIsVerified(String kind) throws Exception {
        people(kind);
        openssl.write("hello", HELLO.bytes());
        openssl.run("cms -sign -in hello -binary -nodetach -md sha256 -signer alice.pem -inkey alice.key"
                + " -outform DER -out signed");
        var opened = opened("signed");
        assertThat(text(opened)).isEqualTo("Hello Bob\r\n");
        assertThat(opened.security().verifiedAs()).contains("sip:alice@example.com");
    }

    @Test
    @Tag("3428-11.3-03")
    @Tag("8591-4.1-01")
    void clearOpensslSignatureIsVerified() throws Exception {
        people("EC");
        openssl.write("hello", HELLO.bytes());
        openssl.run(
                "cms -sign -in hello -binary -md sha256 -signer alice.pem -inkey alice.key -outform SMIME -out signed");
        var opened = bob().open(Part.parse(openssl.bytes("signed")), ALICE_TO_BOB);
        assertThat(text(opened)).isEqualTo("Hello Bob\r\n");
        assertThat(opened.security().verifiedAs()).contains("sip:alice@example.com");
    }

    @Test
    void sha1SignatureOfOpensslIsNotAccepted() throws Exception {
        people("EC");
        openssl.write("hello", HELLO.bytes());
        openssl.run("cms -sign -in hello -binary -nodetach -md sha1 -signer alice.pem -inkey alice.key"
                + " -outform DER -out signed");
        assertThat(opened("signed").security().sentence()).startsWith("Bad signature: expected SHA-256");
    }

    // ---- encryption

    @ParameterizedTest
    @Tag("8591-4.2-01")
    @Tag("8591-4.2-02")
    @ValueSource(strings = {"EC", "RSA"})
    void opensslDecryptsOurMessage(String kind) throws Exception {
        people(kind);
        openssl.write(
                "secret", sealed(alice(SmimeSettings.DEFAULT), Wish.ENCRYPT).body());
        openssl.run("cms -decrypt -inform DER -in secret -recip bob.pem -inkey bob.key -binary -out plain");
        assertThat(plain()).isEqualTo(HELLO);
    }

    @ParameterizedTest
    @Tag("8591-4.2-01")
    @Tag("8591-4.2-02")
    @ValueSource(strings = {"EC", "RSA"})
    void opensslMessageIsDecrypted(String kind) throws Exception {
        people(kind);
        openssl.write("hello", HELLO.bytes());
        String agreement = kind.equals("EC") ? " -keyopt ecdh_kdf_md:sha256" : "";
        openssl.run("cms -encrypt -aes-128-gcm -in hello -binary -outform DER -out secret -recip bob.pem" + agreement);
        var opened = opened("secret");
        assertThat(text(opened)).isEqualTo("Hello Bob\r\n");
        assertThat(opened.security().encrypted()).isTrue();
    }

    @Test
    @Tag("3428-11.3-02")
    void envelopedDataIsExchangedInBothDirections() throws Exception {
        people("EC");
        openssl.write(
                "secret",
                sealed(alice(SmimeSettings.DEFAULT.forOldPeers()), Wish.ENCRYPT).body());
        openssl.run("cms -decrypt -inform DER -in secret -recip bob.pem -inkey bob.key -binary -out plain");
        assertThat(plain()).isEqualTo(HELLO);

        openssl.write("hello", HELLO.bytes());
        openssl.run("cms -encrypt -aes-128-cbc -in hello -binary -outform DER -out old -recip bob.pem");
        assertThat(text(opened("old"))).isEqualTo("Hello Bob\r\n");
    }

    @Test
    @Tag("8591-4.3-01")
    void signedAndEncryptedMessageIsExchangedInBothDirections() throws Exception {
        people("EC");
        openssl.write(
                "secret",
                sealed(alice(SmimeSettings.DEFAULT), Wish.SIGN_AND_ENCRYPT).body());
        openssl.run("cms -decrypt -inform DER -in secret -recip bob.pem -inkey bob.key -binary -out inside");
        openssl.write("signed", Part.parse(openssl.bytes("inside")).body());
        openssl.run("cms -verify -inform DER -in signed -CAfile root.pem -binary -out plain");
        assertThat(plain().body()).isEqualTo(HELLO.body());

        openssl.write("hello", HELLO.bytes());
        openssl.run("cms -sign -in hello -binary -nodetach -md sha256 -signer alice.pem -inkey alice.key -out signed");
        openssl.run("cms -encrypt -aes-128-gcm -in signed -binary -outform DER -out both -recip bob.pem"
                + " -keyopt ecdh_kdf_md:sha256");
        var opened = opened("both");
        assertThat(text(opened)).isEqualTo("Hello Bob\r\n");
        assertThat(opened.security().sentence()).isEqualTo("Encrypted. Signed by sip:alice@example.com");
    }

    // ---- files

    @Test
    void pkcs12KeyIsReadWithItsPasswordOnly() throws Exception {
        people("EC");
        openssl.run("pkcs12 -export -in bob.pem -inkey bob.key -out bob.p12 -passout pass:open-sesame");
        var keys = KeyFiles.pkcs12(Keyring.NONE, openssl.file("bob.p12"), "open-sesame".toCharArray());
        openssl.write(
                "secret", sealed(alice(SmimeSettings.DEFAULT), Wish.ENCRYPT).body());
        var body = Part.of(MediaType.parse("application/pkcs7-mime"), openssl.bytes("secret"));
        assertThat(text(Smime.with(keys).open(body, ALICE_TO_BOB))).isEqualTo("Hello Bob\r\n");

        assertThatThrownBy(() -> KeyFiles.pkcs12(Keyring.NONE, openssl.file("bob.p12"), "wrong-sesame".toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a PKCS #12 file with this password")
                .hasMessageNotContaining("wrong-sesame");
    }

    @Test
    void pemFileWithoutAKeyIsReported() throws Exception {
        people("EC");
        Path file = openssl.file("bob.pem");
        assertThatThrownBy(() -> KeyFiles.pem(Keyring.NONE, file, file))
                .hasMessage(file + ": expected a private key in PEM form that no password protects but found none");
    }
}
