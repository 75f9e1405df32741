package io.aldis.server;

import static io.aldis.server.StoredMessages.ALICE;
import static io.aldis.server.StoredMessages.BOB;
import static io.aldis.server.StoredMessages.NOW;
import static io.aldis.server.StoredMessages.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceStore.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Import of messages from another store: contract of every {@link MailboxStore}. */
public interface MailboxImportContract extends MailboxQuotaContract {
    private Optional<PendingDelivery> next(Device device, Instant now) {
        return StoredMessages.next(mailboxes(), device, now);
    }

    /** Tried again then, and blocking those behind it until then. */
    // ---- from another store

    private Boolean brought(StoredMessage message, int copies) {
        return get(admin().importMessage(
                        new MailboxEntry(
                                0, message, true, false, List.of(new MailboxEntry.Waiting(A.id(), 0, Instant.EPOCH))),
                        copies));
    }

    @Test
    default void importedMessageIsKeptUnchanged() {
        byte[] octets = new byte[256];
        for (int i = 0; i < octets.length; i++) octets[i] = (byte) i;
        Instant before = NOW.minusSeconds(100);
        var message = new StoredMessage(
                ALICE,
                "sip:%41@example.net",
                StoredMessage.Kind.RECEIPT,
                before,
                NOW.plusMillis(1234),
                Long.MIN_VALUE,
                octets);
        List<MailboxEntry.Waiting> waiting = List.of(
                new MailboxEntry.Waiting(A.id(), 3, NOW.plusSeconds(5)),
                new MailboxEntry.Waiting(B.id(), 0, Instant.EPOCH));
        assertThat(get(admin().importMessage(new MailboxEntry(0, message, true, false, waiting), 1)))
                .isTrue();
        restart();
        MailboxEntry found = get(admin().messages(ALICE, 0, 9)).getFirst();
        assertThat(found.message()).usingRecursiveComparison().isEqualTo(message);
        assertThat(found.waiting()).containsExactlyInAnyOrderElementsOf(waiting);
        assertThat(next(A, NOW)).isEmpty();
        assertThat(next(B, NOW)).isPresent();
        assertThat(get(admin().mailboxes(Optional.empty(), 9))).containsExactly(new Mailbox(ALICE, 1, 256));
    }

    /** RFC 5627 §6.1: what was sent to the GRUU of a device is for no other. */
    @Test
    default void importedMessageForOneDeviceStaysForThatDevice() {
        var only = new Recipients(Set.of(A.id()), Set.of(), false, true, NOW, 0);
        assertThat(get(mailboxes().keep(StoredMessages.text("for a only"), only, Quota.NONE)))
                .isInstanceOf(StoreResult.Kept.class);
        MailboxEntry listed = get(admin().messages(ALICE, 0, 9)).getFirst();
        assertThat(listed.only()).isTrue();
        get(admin().delete(listed.id()));
        assertThat(get(admin().importMessage(listed, 1))).isTrue();
        assertThat(get(admin().importMessage(listed, 1))).isFalse();
        restart();
        get(devices().seen(ALICE, List.of(new Sighting(B.id(), DeviceTraits.UNKNOWN, Reached.UNKNOWN)), NOW));
        assertThat(next(B, NOW)).isEmpty();
        assertThat(get(admin().messages(ALICE, 0, 9)).getFirst().only()).isTrue();
        assertThat(drained(A)).containsExactly("for a only");
        assertThat(get(admin().messages(ALICE, 0, 9))).isEmpty();
    }

    @Test
    default void repeatedImportKeepsOneMessagePerOriginal() {
        assertThat(brought(StoredMessages.text("the same"), 1)).isTrue();
        assertThat(brought(StoredMessages.text("the same"), 1)).isFalse();
        assertThat(brought(StoredMessages.text("the same"), 2)).isTrue();
        assertThat(brought(StoredMessages.text("the same"), 2)).isFalse();
        assertThat(drained(A)).containsExactly("the same", "the same");
    }

    @Test
    default void importedMessagesThatDifferAreKeptSeparately() {
        StoredMessage one = StoredMessages.text("one");
        var same = new StoredMessage(
                one.account(),
                one.sender(),
                one.kind(),
                one.arrived(),
                one.expires(),
                one.seed(),
                one.bytes().clone());
        List<StoredMessage> others = List.of(
                StoredMessages.text("two"),
                StoredMessages.from("sip:dave@example.net", "one"),
                StoredMessages.receipt("one"),
                StoredMessages.expiring(NOW.plusSeconds(1), "one"),
                StoredMessages.message(BOB, one.sender(), one.kind(), one.expires(), "one"),
                new StoredMessage(
                        one.account(),
                        one.sender(),
                        one.kind(),
                        NOW.minusMillis(1),
                        one.expires(),
                        one.seed(),
                        one.bytes()),
                new StoredMessage(
                        one.account(), one.sender(), one.kind(), NOW, one.expires(), one.seed() + 1, one.bytes()));
        assertThat(brought(one, 1)).isTrue();
        for (StoredMessage other : others)
            assertThat(brought(other, 1)).as(other.toString()).isTrue();
        assertThat(brought(same, 1)).isFalse();
    }
}
