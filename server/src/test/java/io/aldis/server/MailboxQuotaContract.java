package io.aldis.server;

import static io.aldis.server.StoredMessages.ALICE;
import static io.aldis.server.StoredMessages.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxStore.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Quotas of an account, and which messages make room for others: contract of every {@link MailboxStore}. */
public interface MailboxQuotaContract extends ManyMessagesContract {
    Device A = new Device(ALICE, "<urn:uuid:a>");
    Device B = new Device(ALICE, "sip:alice@192.0.2.9:5062;transport=tcp");

    default StoreResult keep(StoredMessage message, Recipients recipients) {
        return get(mailboxes().keep(message, recipients, Quota.DEFAULT));
    }

    default long kept(StoredMessage message, Device... devices) {
        String[] ids = List.of(devices).stream().map(Device::id).toArray(String[]::new);
        if (keep(message, StoredMessages.to(ids)) instanceof StoreResult.Kept(long id, Set<String> who)) {
            assertThat(who).contains(ids);
            return id;
        }
        throw new AssertionError(message + " was not kept");
    }

    default List<String> drained(Device device) {
        return StoredMessages.drained(mailboxes(), device);
    }

    default void taken(Device device, long message) {
        get(mailboxes().done(device, message, Ending.TAKEN));
    }

    default void refused(Device device, long message) {
        get(mailboxes().done(device, message, Ending.REFUSED));
    }

    // ---- limits

    private StoreResult within(Quota quota, StoredMessage message) {
        return get(mailboxes().keep(message, StoredMessages.to(), quota));
    }

    @Test
    default void mailboxIsLimitedInMessages() {
        var quota = new Quota(2, 1 << 20, 10, 10);
        long first = kept(StoredMessages.text("1"), A);
        kept(StoredMessages.text("2"), A);
        assertThat(within(quota, StoredMessages.text("3"))).isEqualTo(new StoreResult.Full(StoreResult.Bound.MESSAGES));
        taken(A, first);
        assertThat(within(quota, StoredMessages.text("3"))).isInstanceOf(StoreResult.Kept.class);
    }

    private List<String> all() {
        return get(admin().messages(ALICE, 0, 100)).stream()
                .map(listed -> StoredMessages.body(listed.message()))
                .toList();
    }

    @Test
    default void oldestTakenMessagesMakeRoomAndOthersDoNot() {
        var quota = new Quota(3, 1 << 20, 10, 10);
        kept(StoredMessages.text("untaken"), A, B);
        taken(A, kept(StoredMessages.text("taken 1"), A, B));
        keep(StoredMessages.text("taken 2"), StoredMessages.taken(B.id()));
        assertThat(within(quota, StoredMessages.text("new 1"))).isInstanceOf(StoreResult.Kept.class);
        restart();
        assertThat(all()).containsExactly("untaken", "taken 2", "new 1");
        assertThat(within(quota, StoredMessages.text("new 2"))).isInstanceOf(StoreResult.Kept.class);
        assertThat(within(quota, StoredMessages.text("new 3")))
                .isEqualTo(new StoreResult.Full(StoreResult.Bound.MESSAGES));
        assertThat(all()).containsExactly("untaken", "new 1", "new 2");
        assertThat(drained(B)).containsExactly("untaken");
        assertThat(get(admin().mailboxes(Optional.empty(), 9)).getFirst().messages())
                .isEqualTo(3);
    }

    @Test
    default void messageRefusedByAllDevicesMakesRoom() {
        var quota = new Quota(1, 1 << 20, 10, 10);
        refused(A, kept(StoredMessages.text("refused"), A));
        assertThat(within(quota, StoredMessages.text("new"))).isInstanceOf(StoreResult.Kept.class);
        assertThat(all()).containsExactly("new");
    }

    @Test
    default void messageForOneDeviceMakesNoRoom() {
        var quota = new Quota(1, 1 << 20, 10, 10);
        keep(StoredMessages.text("only"), StoredMessages.only(A.id()));
        assertThat(within(quota, StoredMessages.text("new"))).isInstanceOf(StoreResult.Full.class);
        assertThat(all()).containsExactly("only");
    }

    @Test
    default void takenMessagesMakeRoomForBytes() {
        int each = StoredMessages.text("1").bytes().length;
        var quota = new Quota(10, 3L * each, 10, 10);
        for (int i = 1; i <= 3; i++) keep(StoredMessages.text("" + i), StoredMessages.taken(A.id()));
        assertThat(within(quota, StoredMessages.text("4" + "x".repeat(each)))).isInstanceOf(StoreResult.Kept.class);
        assertThat(all()).as("two go").hasSize(2).first().isEqualTo("3");
        assertThat(within(quota, StoredMessages.text("x".repeat(4 * each))))
                .isEqualTo(new StoreResult.Full(StoreResult.Bound.BYTES));
        assertThat(all()).as("nothing goes for what would not fit all the same").hasSize(2);
    }

    @Test
    default void takenMessagesOfASenderMakeRoomForThatSenderOnly() {
        var quota = new Quota(10, 1 << 20, 2, 10);
        keep(StoredMessages.from("sip:y@a", "y 1"), StoredMessages.taken(A.id()));
        kept(StoredMessages.from("sip:x@a", "x 1"), A);
        kept(StoredMessages.from("sip:x@a", "x 2"), A);
        assertThat(within(quota, StoredMessages.from("sip:x@a", "x 3")))
                .isEqualTo(new StoreResult.Full(StoreResult.Bound.SENDER));
        kept(StoredMessages.from("sip:y@a", "y 2"), A);
        assertThat(within(quota, StoredMessages.from("sip:y@a", "y 3"))).isInstanceOf(StoreResult.Kept.class);
        assertThat(all()).containsExactly("x 1", "x 2", "y 2", "y 3");
    }

    @Test
    default void receiptsMakeRoomForReceiptsOnly() {
        var quota = new Quota(1, 1 << 20, 1, 1);
        keep(StoredMessages.receipt("r1"), StoredMessages.taken(A.id()));
        kept(StoredMessages.text("1"), A);
        assertThat(within(quota, StoredMessages.text("2"))).isEqualTo(new StoreResult.Full(StoreResult.Bound.MESSAGES));
        assertThat(within(quota, StoredMessages.receipt("r2"))).isInstanceOf(StoreResult.Kept.class);
        assertThat(within(quota, StoredMessages.receipt("r3")))
                .isEqualTo(new StoreResult.Full(StoreResult.Bound.RECEIPTS));
        assertThat(all()).containsExactly("1", "r2");
    }

    @Test
    default void mailboxIsLimitedInBytes() {
        int each = StoredMessages.text("1").bytes().length;
        var quota = new Quota(10, 2L * each, 10, 10);
        assertThat(get(mailboxes().keep(StoredMessages.text("1"), StoredMessages.to(), quota)))
                .isInstanceOf(StoreResult.Kept.class);
        assertThat(get(mailboxes().keep(StoredMessages.text("22"), StoredMessages.to(), quota)))
                .isEqualTo(new StoreResult.Full(StoreResult.Bound.BYTES));
        assertThat(get(mailboxes().keep(StoredMessages.text("2"), StoredMessages.to(), quota)))
                .isInstanceOf(StoreResult.Kept.class);
    }

    @Test
    default void mailboxIsLimitedPerSender() {
        var quota = new Quota(10, 1 << 20, 1, 10);
        assertThat(get(mailboxes().keep(StoredMessages.from("sip:x@a", "1"), StoredMessages.to(), quota)))
                .isInstanceOf(StoreResult.Kept.class);
        assertThat(get(mailboxes().keep(StoredMessages.from("sip:x@a", "2"), StoredMessages.to(), quota)))
                .isEqualTo(new StoreResult.Full(StoreResult.Bound.SENDER));
        assertThat(get(mailboxes().keep(StoredMessages.from("sip:y@a", "2"), StoredMessages.to(), quota)))
                .isInstanceOf(StoreResult.Kept.class);
    }

    @Test
    default void receiptsDoNotCountAsTexts() {
        var quota = new Quota(1, 1 << 20, 1, 1);
        assertThat(get(mailboxes().keep(StoredMessages.receipt("r1"), StoredMessages.to(), quota)))
                .isInstanceOf(StoreResult.Kept.class);
        assertThat(get(mailboxes().keep(StoredMessages.receipt("r2"), StoredMessages.to(), quota)))
                .isEqualTo(new StoreResult.Full(StoreResult.Bound.RECEIPTS));
        assertThat(get(mailboxes().keep(StoredMessages.text("1"), StoredMessages.to(), quota)))
                .isInstanceOf(StoreResult.Kept.class);
    }

    @Test
    default void concurrentMessagesDoNotExceedTheQuota() {
        var quota = new Quota(50, 1 << 20, 1000, 10);
        List<CompletableFuture<StoreResult>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++)
            all.add(mailboxes()
                    .keep(StoredMessages.text("" + i), StoredMessages.to(A.id()), quota)
                    .toCompletableFuture());
        assertThat(all.stream().map(CompletableFuture::join).filter(StoreResult.Kept.class::isInstance))
                .hasSize(50);
        assertThat(drained(A)).hasSize(50).startsWith("0", "1", "2").endsWith("49");
        assertThat(get(admin().mailboxes(Optional.empty(), 10))).isEmpty();
    }
}
