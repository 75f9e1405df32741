package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.server.StoreResult.Bound;
import org.junit.jupiter.api.Test;

/** The decision whether a mailbox takes one more message. */
class MailboxUsageTest {
    private static final StoredMessage TEXT = StoredMessages.text("1234");
    private static final int SIZE = TEXT.bytes().length;
    private static final Quota QUOTA = new Quota(10, 10L * SIZE, 3, 2);

    @Test
    void messageWithinAllLimitsIsStored() {
        assertThat(new MailboxUsage(2, 0).exceeded(TEXT, QUOTA)).isEmpty();
        assertThat(new MailboxUsage(9, 9L * SIZE).ofSender(2).exceeded(TEXT, QUOTA))
                .isEmpty();
    }

    @Test
    void eachLimitIsNamed() {
        assertThat(new MailboxUsage(10, 0).exceeded(TEXT, QUOTA)).contains(Bound.MESSAGES);
        assertThat(new MailboxUsage(9, 9L * SIZE + 1).exceeded(TEXT, QUOTA)).contains(Bound.BYTES);
        assertThat(new MailboxUsage(3, 0).ofSender(3).exceeded(TEXT, QUOTA)).contains(Bound.SENDER);
    }

    @Test
    void receiptsHaveALimitOfTheirOwn() {
        var receipt = StoredMessages.receipt("r");
        assertThat(new MailboxUsage(1, Long.MAX_VALUE / 2).exceeded(receipt, QUOTA))
                .isEmpty();
        assertThat(new MailboxUsage(2, 0).exceeded(receipt, QUOTA)).contains(Bound.RECEIPTS);
    }

    @Test
    void messagesOfTheSenderAreCountedOnlyWhenTheyMayBeTooMany() {
        assertThat(new MailboxUsage(2, 0).needsCountOfSender(TEXT, QUOTA)).isFalse();
        assertThat(new MailboxUsage(3, 0).needsCountOfSender(TEXT, QUOTA)).isTrue();
        assertThat(new MailboxUsage(3, 0).ofSender(1).needsCountOfSender(TEXT, QUOTA))
                .isFalse();
        assertThat(new MailboxUsage(10, 0).needsCountOfSender(TEXT, QUOTA)).isFalse();
        assertThat(new MailboxUsage(3, 0).needsCountOfSender(StoredMessages.receipt("r"), QUOTA))
                .isFalse();
        assertThatThrownBy(() -> new MailboxUsage(3, 0).exceeded(TEXT, QUOTA))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMessageThatWaitsForNobodyMakesRoom() {
        var other = StoredMessages.from("sip:dave@example.net", "old");
        assertThat(MailboxUsage.makesRoom(TEXT, false, false, TEXT, Bound.MESSAGES))
                .isFalse();
        assertThat(MailboxUsage.makesRoom(TEXT, true, false, TEXT, Bound.MESSAGES))
                .isTrue();
        assertThat(MailboxUsage.makesRoom(TEXT, false, true, TEXT, Bound.SENDER))
                .isTrue();
        assertThat(MailboxUsage.makesRoom(other, true, false, TEXT, Bound.BYTES))
                .isTrue();
        assertThat(MailboxUsage.makesRoom(other, true, false, TEXT, Bound.SENDER))
                .isFalse();
    }
}
