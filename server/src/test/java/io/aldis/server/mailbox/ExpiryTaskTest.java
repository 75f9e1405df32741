package io.aldis.server.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Quota;
import io.aldis.server.Recipients;
import io.aldis.server.StoredMessage;
import io.aldis.server.runtime.MemoryMail;
import io.aldis.sip.Aor;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The periodic job of the mailboxes. */
class ExpiryTaskTest {
    private static final Aor GONE = new Aor("gone", "example.com");
    private static final Aor KEPT = new Aor("kept", "example.com");

    private final MemoryMail mail = new MemoryMail();
    private final TimerWheel wheel = new TimerWheel(0);
    private Instant now = TestContext.NOW;
    private final MailboxContext context = TestContext.of(account -> List.of(), mail, wheel, () -> now);
    private final DeliveryScheduler scheduler = new DeliveryScheduler(context, device -> {});
    private final ExpiryTask task = new ExpiryTask(context, (account, bindings) -> {}, scheduler);

    private void keep(Aor account) {
        var message = new StoredMessage(
                account,
                "sip:s@example.com",
                StoredMessage.Kind.TEXT,
                now,
                now.plus(Duration.ofDays(7)),
                1,
                new byte[9]);
        mail.keep(message, new Recipients(Set.of("d"), Set.of(), false, false, now, 9), Quota.DEFAULT)
                .toCompletableFuture()
                .join();
    }

    private void passes(Duration time) {
        now = now.plus(time);
        wheel.advance(wheel.now() + time.toNanos());
    }

    @Test
    void accountsWithoutMessagesAreForgottenAfterAWhile() {
        keep(GONE);
        keep(KEPT);
        task.start();
        assertThat(scheduler.mayHaveMessages(GONE)).isTrue();
        mail.delete(1);
        for (int i = 0; i < 130; i++) passes(Duration.ofMinutes(1));
        assertThat(scheduler.mayHaveMessages(GONE)).isFalse();
        assertThat(scheduler.mayHaveMessages(KEPT)).isTrue();
    }

    @Test
    void accountThatGetsAMessageDuringTheReadIsKnown() {
        task.start();
        scheduler.hasMessages(KEPT);
        keep(KEPT);
        for (int i = 0; i < 130; i++) passes(Duration.ofMinutes(1));
        assertThat(scheduler.mayHaveMessages(KEPT)).isTrue();
    }
}
