package io.aldis.smime;

import io.aldis.agent.Protection.Envelope;
import io.aldis.agent.Protection.Opened;
import io.aldis.agent.Protection.Sealing;
import io.aldis.agent.Protection.Wish;
import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.Uri;
import io.aldis.smime.Authority.Person;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Alice and Bob with certificates of one authority, at noon. */
final class Scene {
    static final Instant NOON = Authority.NOW;
    static final Part HELLO = text("Hello Bob");
    static final Envelope ALICE_TO_BOB = envelope("sip:alice@example.com", NOON);

    static final Authority ROOT = Authority.root("Root");
    static final Person ALICE = ROOT.person("sip:alice@example.com");
    static final Person BOB = ROOT.person("sip:bob@example.com");

    private Scene() {}

    static Part text(String text) {
        return Part.of(MediaType.parse("text/plain;charset=UTF-8"), text.getBytes(StandardCharsets.UTF_8));
    }

    static Part cpim(String from, String text) {
        return Part.of(
                MediaType.parse("message/cpim"), """
                From: <%s>\r
                To: <im:bob@example.com>\r
                DateTime: 2026-11-23T12:00:00Z\r
                \r
                Content-Type: text/plain\r
                \r
                %s""".formatted(from, text).getBytes(StandardCharsets.UTF_8));
    }

    static Envelope envelope(String from, Instant date) {
        return new Envelope(Uri.parse(from), Uri.parse("sip:bob@example.com"), Optional.of(date));
    }

    static Smime at(Instant time, Keyring keys) {
        return Smime.with(keys, SmimeSettings.DEFAULT, () -> time);
    }

    /** Alice knows Bob. */
    static Smime alice() {
        return alice(SmimeSettings.DEFAULT);
    }

    static Smime alice(SmimeSettings settings) {
        return Smime.with(ALICE.keys().knowing(BOB.certificate()), settings, () -> NOON);
    }

    /** Bob knows nobody, and trusts the authority. */
    static Smime bob() {
        return at(NOON, BOB.keys().trusting(ROOT.certificate()));
    }

    static Part sealed(Smime by, Part content, Wish wish) {
        return switch (by.seal(content, wish, ALICE_TO_BOB)) {
            case Sealing.Sealed(var part) -> part;
            case Sealing.Impossible(var why) -> throw new AssertionError(why);
        };
    }

    static Part signedBy(Person person) {
        return sealed(at(NOON, person.keys()), HELLO, Wish.SIGN);
    }

    static Opened opened(Smime by, Part body) {
        return by.open(body, ALICE_TO_BOB);
    }

    /** A body of the same type with one octet changed. */
    static Part flipped(Part part, int index) {
        byte[] body = part.body();
        body[index] ^= 1;
        return Part.of(part.type(), body);
    }

    static String body(Opened opened) {
        return new String(opened.content().body(), StandardCharsets.UTF_8);
    }
}
