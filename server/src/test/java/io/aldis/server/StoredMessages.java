package io.aldis.server;

import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.sip.Aor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Messages for the contracts of stores. */
public final class StoredMessages {
    /** To the millisecond, as stores keep it. */
    public static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    static final Aor ALICE = Aor.parse("sip:alice@example.com");
    static final Aor BOB = Aor.parse("sip:bob@example.org");
    static final Duration WINDOW = Duration.ofDays(30);

    private StoredMessages() {}

    /** A text for alice that lives for an hour. */
    public static StoredMessage text(String body) {
        return message(ALICE, "sip:carol@example.net", StoredMessage.Kind.TEXT, NOW.plusSeconds(3600), body);
    }

    public static StoredMessage from(String sender, String body) {
        return message(ALICE, sender, StoredMessage.Kind.TEXT, NOW.plusSeconds(3600), body);
    }

    static StoredMessage receipt(String body) {
        return message(ALICE, "sip:carol@example.net", StoredMessage.Kind.RECEIPT, NOW.plusSeconds(3600), body);
    }

    static StoredMessage expiring(Instant expires, String body) {
        return message(ALICE, "sip:carol@example.net", StoredMessage.Kind.TEXT, expires, body);
    }

    static StoredMessage message(Aor to, String sender, StoredMessage.Kind kind, Instant expires, String body) {
        byte[] bytes = ("MESSAGE " + to + " SIP/2.0\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
        return new StoredMessage(to, sender, kind, NOW, expires, 0x5EED5EED5EED5EEDL, bytes);
    }

    static String body(StoredMessage message) {
        String text = new String(message.bytes(), StandardCharsets.UTF_8);
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    /** All remembered devices, and these. */
    public static Recipients to(String... named) {
        return new Recipients(Set.of(named), Set.of(), false, false, NOW.minus(WINDOW), 10);
    }

    /** All remembered devices but these. */
    static Recipients except(String... done) {
        return new Recipients(Set.of(), Set.of(done), true, false, NOW.minus(WINDOW), 10);
    }

    /** Kept once a device has taken it, for all remembered ones that have not. */
    static Recipients taken(String... named) {
        return new Recipients(Set.of(named), Set.of(), true, false, NOW.minus(WINDOW), 10);
    }

    /** All remembered devices but these, which have refused it. */
    static Recipients refused(String... done) {
        return new Recipients(Set.of(), Set.of(done), false, false, NOW.minus(WINDOW), 10);
    }

    /** These devices and no other. */
    static Recipients only(String... named) {
        return new Recipients(Set.of(named), Set.of(), false, true, NOW.minus(WINDOW), 10);
    }

    /** What is sent to the device now, if anything. */
    public static Optional<PendingDelivery> next(MailboxStore store, Device device, Instant now) {
        List<PendingCopy> pending = get(store.pending(device, now, 1000)).copies();
        return DeliveryOrder.choose(pending, now, Set.of()) instanceof DeliveryOrder.Choice.Send(PendingCopy copy)
                ? get(store.open(device, copy.message(), now))
                : Optional.empty();
    }

    /** The bodies of all that is sent to the device now, in their order. It takes them. */
    static List<String> drained(MailboxStore store, Device device) {
        var bodies = new ArrayList<String>();
        for (Optional<PendingDelivery> held = next(store, device, NOW);
                held.isPresent();
                held = next(store, device, NOW)) {
            bodies.add(body(held.get().message()));
            get(store.done(device, held.get().id(), MailboxStore.Ending.TAKEN));
        }
        return bodies;
    }

    /** Nothing but its id is known of it. */
    public static Sighting sighting(String id) {
        return new Sighting(id, DeviceTraits.UNKNOWN, Reached.UNKNOWN);
    }

    public static List<Sighting> sightings(String... ids) {
        return Stream.of(ids).map(StoredMessages::sighting).toList();
    }

    /** A device without instance under that contact. */
    static List<Sighting> nameless(String id, String contact) {
        return List.of(new Sighting(id, new DeviceTraits(contact, "call 1", "phone/1"), Reached.UNKNOWN));
    }

    public static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
