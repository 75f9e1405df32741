package io.aldis.agent.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.agent.Content;
import io.aldis.agent.Inbox;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Security;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QueuedInboxTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Listeners<IncomingMessage> listeners = new Listeners<>();
    private final QueuedInbox inbox = new QueuedInbox(listeners, _ -> {});

    private static IncomingMessage message(int number) {
        SipRequest request =
                SipRequest.builder(Method.MESSAGE, Uri.parse("sip:b@c")).build();
        return new ReceivedMessage(
                request,
                new Content.Text(Integer.toString(number)),
                new MessageTimes(Instant.EPOCH, Optional.empty(), Optional.empty(), false),
                new ReceivedMessage.Finding(Optional.empty(), Security.NONE, false),
                _ -> new CompletableFuture<>());
    }

    private Thread fillAndOneMore() {
        for (int i = 0; i < Inbox.CAPACITY; i++) listeners.tell(message(i));
        Thread one = Thread.ofVirtual().start(() -> listeners.tell(message(Inbox.CAPACITY)));
        await().until(() -> one.getState() == Thread.State.WAITING);
        return one;
    }

    @Test
    void fullInboxBlocksItsListener() throws InterruptedException {
        Thread waiting = fillAndOneMore();
        for (int i = 0; i <= Inbox.CAPACITY; i++)
            assertThat(inbox.take(PATIENCE).orElseThrow().content()).hasToString(Integer.toString(i));
        waiting.join();
        assertThat(inbox.take(Duration.ZERO)).isEmpty();
    }

    @Test
    void closedFullInboxReleasesItsListener() throws InterruptedException {
        Thread waiting = fillAndOneMore();
        inbox.close();
        waiting.join();
        for (int i = 0; i < Inbox.CAPACITY; i++)
            assertThat(inbox.take(PATIENCE)).isPresent();
        assertThat(inbox.take(PATIENCE)).isEmpty();
        assertThat(listeners.isEmpty()).isTrue();
    }

    @Test
    void closingWakesAWaitingReader() throws InterruptedException {
        var taken = new CompletableFuture<Boolean>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                taken.complete(inbox.take(Duration.ofHours(1)).isPresent());
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        inbox.close();
        assertThat(taken.join()).isFalse();
    }
}
