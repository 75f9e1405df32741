package io.aldis.server;

import static io.aldis.server.StoredMessages.ALICE;
import static io.aldis.server.StoredMessages.BOB;
import static io.aldis.server.StoredMessages.NOW;
import static io.aldis.server.StoredMessages.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxStore.Ending;
import io.aldis.sip.Aor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Contract of every {@link MailboxStore}. The tests of a store implement this and provide empty stores. */
public interface MailboxStoreContract extends MailboxImportContract {
    /** The store under test, the same for the whole of a test, empty at its beginning. */
    @Override
    MailboxStore mailboxes();

    /** The same mailboxes, for the operator. */
    @Override
    MailboxAdmin admin();

    /** The devices beside it. */
    @Override
    DeviceStore devices();

    /** Ends the store and opens what it has left on disk. */
    @Override
    void restart();

    private Optional<String> next(Device device) {
        return next(device, NOW).map(held -> StoredMessages.body(held.message()));
    }

    private Optional<PendingDelivery> next(Device device, Instant now) {
        return StoredMessages.next(mailboxes(), device, now);
    }

    private void registered(Device... devices) {
        for (Device device : devices) get(devices().seen(ALICE, StoredMessages.sightings(device.id()), NOW));
    }

    /** Tried again then, and blocking those behind it until then. */
    private void postponed(Device device, long message, Instant until) {
        get(mailboxes().postpone(device, message, new Postponement(until, until, true, false)));
    }

    private void isEmpty() {
        assertThat(get(admin().mailboxes(Optional.empty(), 10))).isEmpty();
        assertThat(get(admin().messages(ALICE, 0, 10))).isEmpty();
    }

    // ---- keeping

    @Test
    default void messageIsKeptByteForByteOverARestart() {
        byte[] octets = new byte[256];
        for (int i = 0; i < octets.length; i++) octets[i] = (byte) i;
        var message = new StoredMessage(
                ALICE,
                "sip:%41@example.net",
                StoredMessage.Kind.TEXT,
                NOW,
                NOW.plusMillis(1234),
                Long.MIN_VALUE + 7,
                octets);
        kept(message, A);
        restart();
        StoredMessage found = next(A, NOW).orElseThrow().message();
        assertThat(found).usingRecursiveComparison().isEqualTo(message);
    }

    @Test
    default void messageWaitsForAllKnownAndNamedDevices() {
        get(devices().seen(ALICE, StoredMessages.sightings(A.id()), NOW));
        assertThat(keep(StoredMessages.text("hi"), StoredMessages.to(B.id())))
                .isInstanceOfSatisfying(
                        StoreResult.Kept.class,
                        it -> assertThat(it.devices()).containsExactlyInAnyOrder(A.id(), B.id()));
        assertThat(drained(A)).containsExactly("hi");
        assertThat(drained(B)).containsExactly("hi");
    }

    @Test
    default void messageDoesNotWaitForDevicesThatHaveIt() {
        get(devices().seen(ALICE, StoredMessages.sightings(A.id(), B.id()), NOW));
        keep(StoredMessages.text("hi"), StoredMessages.except(A.id()));
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("hi");
    }

    @Test
    default void messageIsNotKeptWhenAllDevicesHaveIt() {
        get(devices().seen(ALICE, StoredMessages.sightings(A.id()), NOW));
        assertThat(keep(StoredMessages.text("hi"), StoredMessages.except(A.id())))
                .isEqualTo(new StoreResult.Needless());
        assertThat(get(admin().mailboxes(Optional.empty(), 10))).isEmpty();
    }

    @Test
    default void messageIsNotKeptWithoutRecipientsWhenSomeDeviceHasIt() {
        assertThat(keep(StoredMessages.text("hi"), StoredMessages.except(A.id())))
                .isEqualTo(new StoreResult.Needless());
    }

    @Test
    default void messageWaitsForTheLatestDevicesOnly() {
        for (int i = 0; i < 12; i++)
            get(devices().seen(ALICE, StoredMessages.sightings("d" + i), NOW.minusSeconds(12 - i)));
        assertThat(keep(StoredMessages.text("hi"), StoredMessages.to()))
                .isInstanceOfSatisfying(
                        StoreResult.Kept.class,
                        it -> assertThat(it.devices())
                                .hasSize(10)
                                .contains("d11")
                                .doesNotContain("d0", "d1"));
    }

    @Test
    default void equalMessagesAreKeptTwice() {
        kept(StoredMessages.text("the same"), A);
        kept(StoredMessages.text("the same"), A);
        assertThat(drained(A)).containsExactly("the same", "the same");
    }

    // ---- handing out

    @Test
    default void messagesAreDeliveredInOrderWithReceiptsLast() {
        kept(StoredMessages.text("1"), A);
        kept(StoredMessages.receipt("r1"), A);
        kept(StoredMessages.from("sip:dave@example.net", "2"), A);
        kept(StoredMessages.receipt("r2"), A);
        kept(StoredMessages.text("3"), A);
        assertThat(drained(A)).containsExactly("1", "2", "3", "r1", "r2");
    }

    @Test
    default void laterMessageHasAHigherId() {
        long first = kept(StoredMessages.text("1"), A);
        taken(A, first);
        restart();
        assertThat(kept(StoredMessages.text("2"), A)).isGreaterThan(first);
    }

    @Test
    default void nextMessageStaysTheSameUntilTheDeviceHasTakenIt() {
        long first = kept(StoredMessages.text("1"), A);
        kept(StoredMessages.text("2"), A);
        assertThat(next(A)).contains("1");
        assertThat(next(A)).contains("1");
        taken(A, first);
        assertThat(next(A)).contains("2");
    }

    @Test
    default void messageTakenByOneDeviceStillWaitsForAnother() {
        long id = kept(StoredMessages.text("1"), A, B);
        taken(A, id);
        restart();
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("1");
        taken(B, id);
        assertThat(get(admin().message(id))).isEmpty();
    }

    @Test
    default void messageMayBeTakenTwice() {
        long id = kept(StoredMessages.text("1"), A, B);
        taken(A, id);
        taken(A, id);
        postponed(A, id, NOW);
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("1");
    }

    @Test
    default void postponedMessageLetsThoseOfOtherSendersPass() {
        long first = kept(StoredMessages.text("1"), A, B);
        kept(StoredMessages.from("sip:dave@example.net", "2"), A);
        postponed(A, first, NOW.plusSeconds(10));
        restart();
        assertThat(next(A)).contains("2");
        assertThat(next(B)).contains("1");
        PendingDelivery again = next(A, NOW.plusSeconds(10)).orElseThrow();
        assertThat(again.id()).isEqualTo(first);
        assertThat(again.tries()).isEqualTo(1);
    }

    @Test
    default void laterMessagesOfASenderWaitBehindAPostponedOne() {
        long first = kept(StoredMessages.text("1"), A);
        postponed(A, first, NOW.plusSeconds(10));
        kept(StoredMessages.text("2"), A, B);
        kept(StoredMessages.receipt("r"), A);
        kept(StoredMessages.from("sip:dave@example.net", "other"), A);
        assertThat(drained(A)).as("another's, and another kind").containsExactly("other", "r");
        assertThat(drained(B)).as("another device").containsExactly("2");
        assertThat(next(A, NOW.plusSeconds(10)).orElseThrow().id()).isEqualTo(first);
        taken(A, first);
        assertThat(next(A)).contains("2");
    }

    @Test
    default void expiredMessageBlocksNoOther() {
        StoredMessage brief = StoredMessages.expiring(NOW.plusSeconds(5), "1");
        postponed(A, kept(brief, A), NOW.plusSeconds(10));
        kept(StoredMessages.from(brief.sender(), "2"), A);
        assertThat(next(A)).isEmpty();
        assertThat(next(A, NOW.plusSeconds(5)).map(held -> StoredMessages.body(held.message())))
                .contains("2");
    }

    @Test
    default void postponedMessageBlocksUntilItsTimeOnly() {
        long first = kept(StoredMessages.text("1"), A);
        kept(StoredMessages.text("2"), A);
        Instant due = NOW.plusSeconds(60);
        get(mailboxes().postpone(A, first, new Postponement(due, NOW.plusSeconds(10), false, false)));
        restart();
        PendingCopy copy = get(mailboxes().pending(A, NOW, 1)).copies().getFirst();
        assertThat(copy.notBefore()).isEqualTo(due);
        assertThat(copy.blocksUntil()).isEqualTo(NOW.plusSeconds(10));
        assertThat(next(A, NOW.plusSeconds(9))).isEmpty();
        assertThat(next(A, NOW.plusSeconds(10)).map(held -> StoredMessages.body(held.message())))
                .contains("2");
        assertThat(next(A, due).orElseThrow().id()).isEqualTo(first);
    }

    @Test
    default void messagePutAsideComesLastAndBlocksNoOther() {
        long first = kept(StoredMessages.text("1"), A);
        kept(StoredMessages.receipt("r"), A);
        kept(StoredMessages.text("2"), A);
        get(mailboxes().postpone(A, first, new Postponement(NOW, Instant.EPOCH, false, true)));
        restart();
        assertThat(get(mailboxes().pending(A, NOW, 9)).copies())
                .extracting(PendingCopy::aside)
                .containsExactly(false, false, true);
        assertThat(drained(A)).containsExactly("2", "r", "1");
    }

    /** One write: no reader sees the message without what its device asked for. */
    @Test
    default void postponementBeforeTheWriteIsStoredWithTheMessage() {
        Instant due = NOW.plusSeconds(120);
        var asked = new Postponement(due, NOW.plusSeconds(30), true, false);
        Recipients both = StoredMessages.to(A.id(), B.id()).postponed(Map.of(A.id(), asked, "of nobody", asked));
        assertThat(keep(StoredMessages.text("hi"), both)).isInstanceOf(StoreResult.Kept.class);
        restart();
        PendingCopy copy = get(mailboxes().pending(A, NOW, 9)).copies().getFirst();
        assertThat(copy.notBefore()).isEqualTo(due);
        assertThat(copy.blocksUntil()).isEqualTo(NOW.plusSeconds(30));
        assertThat(copy.tries()).isEqualTo(1);
        assertThat(next(A)).isEmpty();
        assertThat(next(A, due).orElseThrow().answers()).isEqualTo(1);
        assertThat(next(B)).contains("hi");
        assertThat(next(new Device(ALICE, "of nobody"), due)).isEmpty();
    }

    @Test
    default void answersAreCountedSeparatelyFromTries() {
        long id = kept(StoredMessages.text("1"), A);
        get(mailboxes().postpone(A, id, new Postponement(NOW, Instant.EPOCH, false, false)));
        get(mailboxes().postpone(A, id, new Postponement(NOW, Instant.EPOCH, true, false)));
        get(mailboxes().postpone(A, id, new Postponement(NOW, Instant.EPOCH, false, false)));
        restart();
        PendingDelivery held = next(A, NOW).orElseThrow();
        assertThat(held.tries()).isEqualTo(3);
        assertThat(held.answers()).isEqualTo(1);
        assertThat(get(mailboxes().pending(A, NOW, 9)).copies().getFirst().tries())
                .isEqualTo(3);
    }

    @Test
    default void pendingCopiesAreListedUpToTheLimit() {
        for (int i = 0; i < 5; i++) kept(StoredMessages.text("" + i), A);
        List<Long> all = get(mailboxes().pending(A, NOW, 9)).copies().stream()
                .map(PendingCopy::message)
                .toList();
        assertThat(all).hasSize(5).isSorted();
        assertThat(get(mailboxes().pending(A, NOW, 2)).copies())
                .extracting(PendingCopy::message)
                .isEqualTo(all.subList(0, 2));
    }

    // ---- who gets it

    @Test
    default void takenMessageIsWithdrawnFromDevicesItWasOnlyOfferedTo() {
        registered(A, B);
        long id = kept(StoredMessages.text("1"), A, B);
        Device c = new Device(ALICE, "c");
        registered(c);
        assertThat(next(c)).contains("1");
        taken(A, id);
        restart();
        assertThat(next(c)).as("offered").isEmpty();
        assertThat(next(B)).as("kept for").contains("1");
        assertThat(get(admin().message(id)).orElseThrow().taken()).isTrue();
        registered(new Device(ALICE, "d"));
        assertThat(next(new Device(ALICE, "d"))).isEmpty();
        taken(B, id);
        isEmpty();
    }

    @Test
    default void messageTakenByAnOfferedDeviceStillWaitsForItsRecipients() {
        long id = kept(StoredMessages.text("1"), A);
        registered(B);
        taken(B, id);
        assertThat(next(B)).isEmpty();
        assertThat(next(A)).contains("1");
        taken(A, id);
        isEmpty();
    }

    @Test
    default void refusedMessageIsNotOfferedToTheDeviceAgain() {
        registered(A);
        long id = kept(StoredMessages.text("1"), A);
        refused(A, id);
        registered(A);
        assertThat(next(A)).isEmpty();
        restart();
        registered(A);
        assertThat(next(A)).isEmpty();
        assertThat(get(mailboxes().pending(A, NOW, 9)).copies()).isEmpty();
        assertThat(get(mailboxes().open(A, id, NOW))).isEmpty();
        MailboxEntry listed = get(admin().message(id)).orElseThrow();
        assertThat(listed.taken()).isFalse();
        assertThat(listed.waiting()).isEmpty();
        registered(B);
        assertThat(drained(B)).containsExactly("1");
        isEmpty();
    }

    @Test
    default void messageRefusedBeforeTheWriteIsNotOfferedLater() {
        registered(A, B);
        keep(StoredMessages.text("1"), StoredMessages.refused(A.id()));
        restart();
        registered(A);
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("1");
    }

    @Test
    default void messageRefusedByOneAndTakenByAllOthersIsRemoved() {
        long id = kept(StoredMessages.text("1"), A, B);
        taken(A, id);
        refused(B, id);
        isEmpty();
    }

    @Test
    default void declinedMessageIsRemovedForAllDevices() {
        long id = kept(StoredMessages.text("1"), A, B);
        get(mailboxes().done(new Device(BOB, A.id()), id, Ending.DECLINED));
        assertThat(next(A)).as("declined by somebody else").contains("1");
        get(mailboxes().done(A, id, Ending.DECLINED));
        assertThat(next(B)).isEmpty();
        registered(new Device(ALICE, "c"));
        isEmpty();
    }

    @Test
    default void sameDeviceIdOfAnotherAccountEndsNothing() {
        long id = kept(StoredMessages.text("1"), A);
        for (Ending ending : Ending.values()) get(mailboxes().done(new Device(BOB, A.id()), id, ending));
        assertThat(next(A)).contains("1");
        assertThat(get(admin().message(id)).orElseThrow().taken()).isFalse();
    }

    @Test
    default void importedUntakenMessageIsOfferedToTheNextDeviceThatRegisters() {
        assertThat(get(admin().importMessage(
                                new MailboxEntry(0, StoredMessages.text("1"), false, false, List.of()), 1)))
                .isTrue();
        restart();
        MailboxEntry listed = get(admin().messages(ALICE, 0, 9)).getFirst();
        assertThat(listed.taken()).isFalse();
        assertThat(listed.waiting()).isEmpty();
        registered(A);
        assertThat(drained(A)).containsExactly("1");
    }

    @Test
    default void retryMakesAllMessagesOfAnAccountDue() {
        long id = kept(StoredMessages.text("1"), A, B);
        postponed(A, id, NOW.plusSeconds(10));
        assertThat(get(admin().retry(BOB))).isZero();
        assertThat(get(admin().retry(ALICE))).isEqualTo(1);
        assertThat(next(A)).contains("1");
    }

    // ---- expiry

    @Test
    default void expiredMessageIsNeverDelivered() {
        kept(StoredMessages.expiring(NOW.plusMillis(1), "late"), A);
        assertThat(next(A, NOW)).isPresent();
        assertThat(next(A, NOW.plusMillis(1))).isEmpty();
    }

    @Test
    default void expiredMessagesAreRemovedAndReported() {
        long late = kept(StoredMessages.expiring(NOW.plusSeconds(2), "late"), A, B);
        long early = kept(StoredMessages.expiring(NOW.plusSeconds(1), "early"), A);
        long live = kept(StoredMessages.expiring(NOW.plusSeconds(3), "live"), A);
        taken(B, late);
        assertThat(get(mailboxes().expire(NOW, 10))).isEmpty();
        assertThat(get(mailboxes().expire(NOW.plusSeconds(2), 1)))
                .extracting(MailboxEntry::id)
                .containsExactly(early);
        List<MailboxEntry> rest = get(mailboxes().expire(NOW.plusSeconds(2), 10));
        assertThat(rest).extracting(MailboxEntry::id).containsExactly(late);
        assertThat(StoredMessages.body(rest.getFirst().message())).isEqualTo("late");
        assertThat(rest.getFirst().waiting())
                .extracting(MailboxEntry.Waiting::device)
                .containsExactly(A.id());
        assertThat(get(admin().messages(ALICE, 0, 10)))
                .extracting(MailboxEntry::id)
                .containsExactly(live);
        assertThat(get(admin().mailboxes(Optional.empty(), 10)).getFirst().messages())
                .isEqualTo(1);
    }

    // ---- for the operator

    @Test
    default void mailboxesAreListedPageByPage() {
        int size = StoredMessages.text("1").bytes().length;
        kept(StoredMessages.text("1"), A, B);
        kept(StoredMessages.text("2"), A);
        keep(
                StoredMessages.message(BOB, "sip:x@a", StoredMessage.Kind.RECEIPT, NOW.plusSeconds(9), "r"),
                StoredMessages.to());
        assertThat(get(admin().mailboxes(Optional.empty(), 1))).containsExactly(new Mailbox(ALICE, 2, 2L * size));
        List<Mailbox> rest = get(admin().mailboxes(Optional.of(ALICE), 10));
        assertThat(rest).extracting(Mailbox::account).containsExactly(BOB);
        assertThat(rest.getFirst().messages()).isEqualTo(1);
        assertThat(get(admin().mailboxes(Optional.of(BOB), 10))).isEmpty();
    }

    @Test
    default void messagesAreListedWithTheDevicesThatTheyWaitFor() {
        long first = kept(StoredMessages.text("1"), A, B);
        long second = kept(StoredMessages.text("2"), A);
        Instant later = NOW.plusSeconds(10);
        postponed(B, first, later);
        List<MailboxEntry> all = get(admin().messages(ALICE, 0, 10));
        assertThat(all).extracting(MailboxEntry::id).containsExactly(first, second);
        assertThat(all.getFirst().waiting()).hasSize(2).contains(new MailboxEntry.Waiting(B.id(), 1, later));
        assertThat(get(admin().messages(ALICE, first, 10)))
                .extracting(MailboxEntry::id)
                .containsExactly(second);
        assertThat(get(admin().messages(BOB, 0, 10))).isEmpty();
    }

    @Test
    default void messageIsShownAndDeleted() {
        long id = kept(StoredMessages.text("1"), A, B);
        byte[] bytes = get(admin().message(id)).orElseThrow().message().bytes();
        assertThat(new String(bytes, StandardCharsets.UTF_8)).endsWith("\r\n\r\n1");
        assertThat(get(admin().delete(id))).isTrue();
        assertThat(get(admin().delete(id))).isFalse();
        assertThat(get(admin().message(id))).isEmpty();
        assertThat(next(A)).isEmpty();
        assertThat(get(admin().mailboxes(Optional.empty(), 10))).isEmpty();
    }

    @Test
    default void accountsAreSeparate() {
        Device same = new Device(BOB, A.id());
        kept(StoredMessages.text("for alice"), A);
        assertThat(next(same)).isEmpty();
        Aor other = new Aor("alice", "example.org");
        assertThat(get(admin().messages(other, 0, 10))).isEmpty();
    }
}
