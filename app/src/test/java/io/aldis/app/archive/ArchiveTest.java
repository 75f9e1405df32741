package io.aldis.app.archive;

import static io.aldis.app.archive.ArchiveSamples.ALICE;
import static io.aldis.app.archive.ArchiveSamples.BOB;
import static io.aldis.app.archive.ArchiveSamples.MD5;
import static io.aldis.app.archive.ArchiveSamples.NOW;
import static io.aldis.app.archive.ArchiveSamples.exported;
import static io.aldis.app.archive.ArchiveSamples.fill;
import static io.aldis.app.archive.ArchiveSamples.imported;
import static io.aldis.app.archive.ArchiveSamples.keep;
import static io.aldis.app.archive.ArchiveSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.server.Account;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.server.DeviceTraits;
import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxStore;
import io.aldis.server.PendingDelivery;
import io.aldis.server.StoredMessage;
import io.aldis.store.sql.SqlStore;
import io.aldis.store.sql.SqliteStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An imported archive equals the exported store, also after repeated imports. */
@Timeout(60)
class ArchiveTest {
    private static final Device A = new Device(ALICE, "<urn:uuid:a>");

    @TempDir
    Path directory;

    private SqlStore here;
    private SqlStore there;

    @BeforeEach
    void open() {
        here = SqliteStore.open(directory.resolve("here"));
        there = SqliteStore.open(directory.resolve("there"));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private static Optional<PendingDelivery> next(SqlStore store, Device device, Instant now) {
        var pending = Stages.await(store.mailboxes().pending(device, now, 1));
        return pending.copies().isEmpty()
                ? Optional.empty()
                : Stages.await(store.mailboxes()
                        .open(device, pending.copies().getFirst().message(), now));
    }

    private List<String> drained(SqlStore store, Device device) {
        var bodies = new ArrayList<String>();
        var later = NOW.plusSeconds(1000);
        for (var held = next(store, device, later); held.isPresent(); held = next(store, device, later)) {
            PendingDelivery message = held.get();
            bodies.add(new String(message.message().bytes(), StandardCharsets.ISO_8859_1).split("\u0000", 2)[0]);
            Stages.await(store.mailboxes().done(device, message.id(), MailboxStore.Ending.TAKEN));
        }
        return bodies;
    }

    @Test
    void importedStoreEqualsTheExportedOne() {
        fill(here);
        Imported imported = imported(there, exported(here));
        assertThat(imported).isEqualTo(new Imported(new Counts(2, 3, 7), new Counts(2, 0, 7), 0, false, 0));
        assertThat(exported(there)).isEqualTo(exported(here));
        assertThat(drained(there, A)).containsExactly("one", "the same", "the same", "two");
    }

    @Test
    void repeatedImportChangesNothing() {
        fill(here);
        String archive = exported(here);
        imported(there, archive);
        Imported again = imported(there, archive);
        assertThat(again.fresh()).isEqualTo(Counts.NONE);
        assertThat(exported(there)).isEqualTo(archive);
        assertThat(imported(here, archive).fresh()).isEqualTo(Counts.NONE);
        assertThat(exported(here)).isEqualTo(archive);
    }

    /** Killed at any line: what is there then is a beginning, and the whole archive completes it. */
    @Test
    void partialImportIsCompletedByTheWholeArchive() {
        fill(here);
        String archive = exported(here);
        List<String> lines = archive.lines().toList();
        for (int cut = 1; cut < lines.size(); cut++) {
            try (var store = SqliteStore.open(directory.resolve("cut" + cut))) {
                String part = lines.stream().limit(cut).collect(Collectors.joining("\n"));
                assertThatThrownBy(() -> imported(store, part))
                        .isInstanceOf(ArchiveException.class)
                        .hasMessageContaining("expected {\"type\":\"end\",…} but was no more: something is missing");
                imported(store, archive);
                assertThat(exported(store)).as("after line " + cut).isEqualTo(archive);
            }
        }
    }

    @Test
    void equalMessageInTheOtherStoreIsMatchedOnce() {
        keep(there, message(ALICE, "the same"), A.id());
        for (int i = 0; i < 3; i++) keep(here, message(ALICE, "the same"), A.id());
        assertThat(imported(there, exported(here)).fresh().messages()).isEqualTo(2);
        assertThat(drained(there, A)).hasSize(3);
    }

    @Test
    void expiredMessagesAreSkippedAndCounted() {
        StoredMessage late = message(ALICE, "late");
        keep(here, late, A.id());
        Imported imported = imported(there, exported(here), false, InstantSource.fixed(late.expires()));
        assertThat(imported.expired()).isEqualTo(1);
        assertThat(imported.fresh().messages()).isZero();
        assertThat(drained(there, A)).isEmpty();
    }

    @Test
    void existingPasswordIsKeptUnlessReplace() {
        var mine = new Account(ALICE, Map.of("MD5", MD5.replace('9', '8')));
        var yours = new Account(ALICE, Map.of("MD5", MD5));
        here.accounts().put(yours);
        there.accounts().put(mine);
        assertThat(imported(there, exported(here)).others()).isEqualTo(1);
        assertThat(there.accounts().find(ALICE)).contains(mine);
        assertThat(imported(there, exported(here), true, InstantSource.system()).others())
                .isEqualTo(1);
        assertThat(there.accounts().find(ALICE)).contains(yours);
    }

    @Test
    void existingMessagesStayBeforeImportedOnes() {
        keep(there, message(ALICE, "was here"), A.id());
        keep(here, message(ALICE, "comes"), A.id());
        imported(there, exported(here));
        assertThat(drained(there, A)).containsExactly("was here", "comes");
    }

    @Test
    void thousandsOfEntriesAreExportedPageByPage() {
        for (int i = 0; i < 1_200; i++)
            Stages.await(here.devices()
                    .importDevice(new io.aldis.server.DeviceStore.Known(
                            new Device(i % 2 == 0 ? ALICE : BOB, "device" + i),
                            DeviceTraits.UNKNOWN,
                            Reached.UNKNOWN,
                            NOW)));
        for (int i = 0; i < 120; i++) keep(here, message(i % 3 == 0 ? BOB : ALICE, "text " + i), "a");
        imported(there, exported(here));
        assertThat(exported(there)).isEqualTo(exported(here)).contains("\"devices\":1200,\"letters\":120");
    }

    @Test
    void storeErrorNamesTheLine() {
        fill(here);
        String archive = exported(here);
        there.close();
        assertThatThrownBy(() -> imported(there, archive))
                .isInstanceOf(io.aldis.server.StoreException.class)
                .hasMessageMatching("line 2: .* has been closed");
        there = SqliteStore.open(directory.resolve("there"));
    }

    @Test
    void takenMessageIsMarkedAndOthersAreNot() {
        fill(here);
        String archive = exported(here);
        List<String> taken =
                archive.lines().filter(line -> line.contains("\"taken\"")).toList();
        assertThat(taken).singleElement().asString().contains("\"taken\":true,\"waiting\":[{\"device\":\"sip:alice@");
        assertThat(archive).contains("\"waiting\":[]");
        imported(there, archive);
        assertThat(Stages.await(there.mailboxAdmin().messages(ALICE, 0, 9)))
                .extracting(MailboxEntry::taken)
                .containsExactly(true, false, false, false, false);
    }

    @Test
    void messageForOneDeviceIsOfferedToNoOtherAfterTheImport() {
        fill(here);
        String archive = exported(here);
        assertThat(archive.lines().filter(line -> line.contains("\"only\":true")))
                .singleElement()
                .asString()
                .contains("\"only\":true,\"waiting\":[{\"device\":\"b\"");
        imported(there, archive);
        var other = new Device(BOB, "c");
        Stages.await(there.devices()
                .seen(BOB, List.of(new Sighting(other.id(), DeviceTraits.UNKNOWN, Reached.UNKNOWN)), NOW));
        assertThat(next(there, other, NOW)).isEmpty();
        assertThat(drained(there, new Device(BOB, "b"))).containsExactly("for this device only");
    }

    @Test
    void traitsOfADeviceAreExportedWhereKnown() {
        fill(here);
        String archive = exported(here);
        assertThat(archive)
                .contains(
                        "\"contact\":\"sip:alice@192.0.2.1:6000\",\"callId\":\"call 1\",\"userAgent\":\"Phone ü/1\",\"udpOnly\":true}");
        assertThat(archive.lines().filter(line -> line.contains("\"contact\""))).hasSize(1);
    }

    @Test
    void untakenMessageOfAnOldArchiveIsOfferedToTheNextDevice() {
        keep(here, message(ALICE, "for nobody yet"));
        String old = exported(here)
                .replace(
                        "\"waiting\":[]",
                        "\"waiting\":[{\"device\":\"\",\"tries\":0,\"notBefore\":\"1970-01-01T00:00:00Z\"}]");
        imported(there, old);
        MailboxEntry listed =
                Stages.await(there.mailboxAdmin().messages(ALICE, 0, 9)).getFirst();
        assertThat(listed.taken()).isFalse();
        assertThat(listed.waiting()).isEmpty();
        assertThat(exported(there)).isEqualTo(exported(here));
    }
}
