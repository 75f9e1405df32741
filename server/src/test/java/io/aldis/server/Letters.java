package io.aldis.server;

import io.aldis.sip.Aor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Letters for the contracts of stores. */
public final class Letters {
    /** To the millisecond, as stores keep it. */
    public static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    static final Aor ALICE = Aor.parse("sip:alice@example.com");
    static final Aor BOB = Aor.parse("sip:bob@example.org");
    static final Duration WINDOW = Duration.ofDays(30);

    private Letters() {}

    /** A text for alice that lives for an hour. */
    public static Letter text(String body) {
        return letter(ALICE, "sip:carol@example.net", Letter.Kind.TEXT, NOW.plusSeconds(3600), body);
    }

    public static Letter from(String sender, String body) {
        return letter(ALICE, sender, Letter.Kind.TEXT, NOW.plusSeconds(3600), body);
    }

    static Letter receipt(String body) {
        return letter(ALICE, "sip:carol@example.net", Letter.Kind.RECEIPT, NOW.plusSeconds(3600), body);
    }

    static Letter expiring(Instant expires, String body) {
        return letter(ALICE, "sip:carol@example.net", Letter.Kind.TEXT, expires, body);
    }

    static Letter letter(Aor to, String sender, Letter.Kind kind, Instant expires, String body) {
        byte[] bytes = ("MESSAGE " + to + " SIP/2.0\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
        return new Letter(to, sender, kind, NOW, expires, 0x5EED5EED5EED5EEDL, bytes);
    }

    static String body(Letter letter) {
        String text = new String(letter.bytes(), StandardCharsets.UTF_8);
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    /** All remembered devices, and these. */
    public static Addressees to(String... named) {
        return new Addressees(Set.of(named), Set.of(), false, false, NOW.minus(WINDOW), 10);
    }

    /** All remembered devices but these. */
    static Addressees except(String... done) {
        return new Addressees(Set.of(), Set.of(done), true, false, NOW.minus(WINDOW), 10);
    }

    public static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
