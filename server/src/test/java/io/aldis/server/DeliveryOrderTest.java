package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.DeliveryOrder.Choice;
import io.aldis.server.StoredMessage.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveryOrderTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final Instant LATE = NOW.plusSeconds(3600);
    private static final String CAROL = "sip:carol@example.net";
    private static final String DAVE = "sip:dave@example.net";

    private static PendingCopy fresh(long message, Kind kind, String sender) {
        return new PendingCopy(message, kind, sender, 0, Instant.EPOCH, Instant.EPOCH, false, LATE);
    }

    private static PendingCopy fresh(long message) {
        return fresh(message, Kind.TEXT, CAROL);
    }

    private static PendingCopy postponed(long message, int seconds, int blocks) {
        return new PendingCopy(
                message, Kind.TEXT, CAROL, 1, NOW.plusSeconds(seconds), NOW.plusSeconds(blocks), false, LATE);
    }

    private static PendingCopy aside(long message, Instant notBefore) {
        return new PendingCopy(message, Kind.TEXT, CAROL, 3, notBefore, Instant.EPOCH, true, LATE);
    }

    private static Choice choose(PendingCopy... copies) {
        return choose(List.of(copies), NOW);
    }

    private static Choice choose(Collection<PendingCopy> copies, Instant now) {
        return DeliveryOrder.choose(copies, now, Set.of());
    }

    @Test
    void emptyMailboxHasNothingToSend() {
        assertThat(choose()).isEqualTo(new Choice.Nothing());
    }

    @Test
    void textsComeBeforeReceiptsInOrderOfArrival() {
        PendingCopy receipt = fresh(1, Kind.RECEIPT, CAROL);
        assertThat(choose(receipt, fresh(3), fresh(2))).isEqualTo(new Choice.Send(fresh(2)));
        assertThat(choose(receipt)).isEqualTo(new Choice.Send(receipt));
    }

    @Test
    void laterMessagesOfASenderWaitBehindAPostponedOneWhileItBlocks() {
        PendingCopy first = postponed(1, 10, 10);
        assertThat(choose(first, fresh(2))).isEqualTo(new Choice.Wait(NOW.plusSeconds(10)));
        assertThat(choose(List.of(first, fresh(2)), NOW.plusSeconds(10))).isEqualTo(new Choice.Send(first));
    }

    @Test
    void messagesOfOtherSendersAndOtherKindsPassAPostponedOne() {
        PendingCopy first = postponed(1, 10, 10);
        PendingCopy other = fresh(3, Kind.TEXT, DAVE);
        PendingCopy receipt = fresh(4, Kind.RECEIPT, CAROL);
        assertThat(choose(first, fresh(2), other)).isEqualTo(new Choice.Send(other));
        assertThat(choose(first, fresh(2), receipt)).isEqualTo(new Choice.Send(receipt));
    }

    @Test
    void earlierMessagesDoNotWaitForALaterOneThatIsPostponed() {
        assertThat(choose(fresh(1), postponed(2, 10, 10))).isEqualTo(new Choice.Send(fresh(1)));
    }

    @Test
    void laterMessagesPassAPostponedOneThatDoesNotBlockAnyMore() {
        PendingCopy first = postponed(1, 60, 10);
        assertThat(choose(first, fresh(2))).isEqualTo(new Choice.Wait(NOW.plusSeconds(10)));
        assertThat(choose(List.of(first, fresh(2)), NOW.plusSeconds(10))).isEqualTo(new Choice.Send(fresh(2)));
    }

    @Test
    void copyPutAsideIsSentLastAndBlocksNoOther() {
        assertThat(choose(aside(1, NOW), fresh(2, Kind.RECEIPT, CAROL), fresh(3)))
                .isEqualTo(new Choice.Send(fresh(3)));
        assertThat(choose(aside(1, NOW.plusSeconds(9)), fresh(3))).isEqualTo(new Choice.Send(fresh(3)));
        assertThat(choose(aside(1, NOW))).isEqualTo(new Choice.Send(aside(1, NOW)));
    }

    @Test
    void expiredCopyIsNeitherSentNorBlocks() {
        var expired = new PendingCopy(1, Kind.TEXT, CAROL, 1, NOW.plusSeconds(9), NOW.plusSeconds(9), false, NOW);
        assertThat(choose(expired)).isEqualTo(new Choice.Nothing());
        assertThat(choose(expired, fresh(2))).isEqualTo(new Choice.Send(fresh(2)));
    }

    @Test
    void waitEndsWhenThePostponedMessageExpires() {
        Instant soon = NOW.plusSeconds(3);
        var first = new PendingCopy(1, Kind.TEXT, CAROL, 1, NOW.plusSeconds(9), NOW.plusSeconds(9), false, soon);
        assertThat(choose(first, fresh(2))).isEqualTo(new Choice.Wait(soon));
    }

    @Test
    void skippedCopyIsNotSentAndBlocksNoOther() {
        List<PendingCopy> both = List.of(postponed(1, 10, 10), fresh(2));
        assertThat(DeliveryOrder.choose(both, NOW, Set.of(1L))).isEqualTo(new Choice.Send(fresh(2)));
        assertThat(DeliveryOrder.choose(both, NOW, Set.of(1L, 2L))).isEqualTo(new Choice.Nothing());
    }
}
