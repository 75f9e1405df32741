package io.aldis.app.archive;

import io.aldis.server.Account;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.server.DeviceTraits;
import io.aldis.server.MailboxStore;
import io.aldis.server.Policy;
import io.aldis.server.Postponement;
import io.aldis.server.Quota;
import io.aldis.server.Recipients;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import io.aldis.store.sql.SqlStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A store with something of everything, and archives of stores as text. */
final class ArchiveSamples {
    static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    static final Aor ALICE = Aor.parse("sip:alice@example.com");
    static final Aor BOB = Aor.parse("sip:bob@example.org");
    static final Aor GUEST = Aor.parse("sip:guest@example.org");
    static final String MD5 = "939e7578ed9e3c518a452acee763bce9";

    private ArchiveSamples() {}

    /** Octets that are no text, too. */
    static StoredMessage message(Aor to, String text) {
        byte[] body = (text + "\u0000\u00FF\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return new StoredMessage(
                to, "sip:carol@example.net", StoredMessage.Kind.TEXT, NOW, NOW.plusSeconds(3600), -42, body);
    }

    static long keep(SqlStore store, StoredMessage message, String... devices) {
        var addressees = new Recipients(Set.of(devices), Set.of(), false, false, NOW.plusSeconds(1), 0);
        return switch (Stages.await(store.mailboxes().keep(message, addressees, Quota.NONE))) {
            case io.aldis.server.StoreResult.Kept kept -> kept.id();
            case io.aldis.server.StoreResult other -> throw new AssertionError(other);
        };
    }

    /** Two accounts, one of them with a password; three devices; messages for a device, for two, for one of two, for whichever registers next, and two that are equal. */
    static void fill(SqlStore store) {
        store.accounts().put(new Account(ALICE, Map.of("MD5", MD5, "SHA-256", MD5 + MD5)));
        store.accounts()
                .put(new Account(
                        BOB, Map.of(), Account.AcceptFirst.OFF, Policy.of(List.of("drop strangers", "size 9"))));
        Stages.await(store.devices()
                .seen(
                        ALICE,
                        List.of(new Sighting("<urn:uuid:a>", DeviceTraits.UNKNOWN, Reached.UNKNOWN)),
                        NOW.minusSeconds(9)));
        var nameless = new Sighting(
                "sip:alice@192.0.2.1;x=\"ä\"",
                new DeviceTraits("sip:alice@192.0.2.1:6000", "call 1", "Phone ü/1"),
                Reached.BY_UDP_ALONE);
        Stages.await(store.devices().seen(ALICE, List.of(nameless), NOW));
        Stages.await(store.devices()
                .seen(BOB, List.of(new Sighting("b", DeviceTraits.UNKNOWN, Reached.UNKNOWN)), NOW.minusSeconds(5)));
        taken(store);
        long first = keep(store, message(ALICE, "one"), "<urn:uuid:a>", "sip:alice@192.0.2.1;x=\"ä\"");
        keep(store, message(ALICE, "the same"), "<urn:uuid:a>");
        keep(store, message(ALICE, "the same"), "<urn:uuid:a>");
        keep(store, message(ALICE, "two"), "<urn:uuid:a>");
        keep(store, message(GUEST, "for whoever comes"));
        var only = new Recipients(Set.of("b"), Set.of(), false, true, NOW.plusSeconds(1), 0);
        Stages.await(store.mailboxes().keep(message(BOB, "for this device only"), only, Quota.NONE));
        Stages.await(
                store.mailboxes().postpone(new Device(ALICE, "<urn:uuid:a>"), first, postponed(NOW.plusSeconds(60))));
    }

    /** By one of the two devices that it was kept for. */
    private static void taken(SqlStore store) {
        long id = keep(store, message(ALICE, "taken"), "<urn:uuid:a>", "sip:alice@192.0.2.1;x=\"ä\"");
        Stages.await(store.mailboxes().done(new Device(ALICE, "<urn:uuid:a>"), id, MailboxStore.Ending.TAKEN));
    }

    private static Postponement postponed(Instant until) {
        return new Postponement(until, until, true, false);
    }

    static String exported(SqlStore store) {
        var out = new ByteArrayOutputStream();
        try {
            new Exporter(store, _ -> {}).to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static Imported imported(SqlStore into, String archive) {
        return imported(into, archive, false, InstantSource.system());
    }

    static Imported imported(SqlStore into, String archive, boolean replace, InstantSource clock) {
        var in = new ByteArrayInputStream(archive.getBytes(StandardCharsets.UTF_8));
        try {
            return new Importer(into, replace, clock, _ -> {}).from(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
