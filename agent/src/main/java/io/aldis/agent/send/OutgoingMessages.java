package io.aldis.agent.send;

import io.aldis.agent.AgentSettings;
import io.aldis.agent.Failure;
import io.aldis.agent.Message;
import io.aldis.agent.MessageId;
import io.aldis.agent.account.Identity;
import io.aldis.agent.account.RandomIds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Messages that the application sends outside of calls: protects, queues and sends them. */
public final class OutgoingMessages {
    /** Limit on messages whose last CSeq is remembered, so that a retry has the same one; the oldest is dropped. */
    private static final int REMEMBERED = 1_000;

    private final RequestSender sender;
    private final Executor loop;
    private final Identity me;
    private final AgentSettings.Sending settings;
    private final InstantSource clock;
    private final ContentSealer sealer;
    private final OutboundQueue queue = new OutboundQueue();
    private final Map<String, Long> sequences = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param loop runs work on the event loop, and rejects it when that is closed */
    public OutgoingMessages(
            RequestSender sender, Executor loop, Identity me, AgentSettings.Sending settings, InstantSource clock) {
        this.sender = sender;
        this.loop = loop;
        this.me = me;
        this.settings = settings;
        this.clock = clock;
        this.sealer = new ContentSealer(settings.protection(), me.address().uri());
    }

    /** From any thread, without waiting. */
    public MessageSubmission submit(Message message, MessageId id) {
        Instant now = clock.instant();
        return switch (sealer.seal(message, now)) {
            case ContentSealer.Result.Ready(var ready) -> submit(new MessageRequest(ready, now), id);
            case ContentSealer.Result.Impossible(var why) -> refused(id, why);
        };
    }

    private MessageSubmission refused(MessageId id, Failure why) {
        var submission = new MessageSubmission(id, loop, _ -> _ -> {});
        submission.refused(why);
        return submission;
    }

    private MessageSubmission submit(MessageRequest request, MessageId id) {
        String tag = RandomIds.tagOf(me.address().toString(), id.value());
        var last = new AtomicLong();
        RequestDraft draft = request.draft(
                id,
                me.from(tag),
                () -> next(id, last),
                RequestDraft.Routing.of(new RouteSet(settings.route())),
                settings.limit());
        var submission = new MessageSubmission(id, loop, then -> send(draft, then));
        onLoop(() -> queue.take(draft.target(), submission), () -> submission.refused(new Failure.Closed()));
        return submission;
    }

    /** The first try of a retry has the CSeq of the last one under the same id: a server that took that one recognises the message. */
    private long next(MessageId id, AtomicLong last) {
        long number = last.get() == 0 ? sequences.getOrDefault(id.value(), 1L) : last.get() + 1;
        last.set(number);
        sequences.remove(id.value());
        sequences.put(id.value(), number);
        return number;
    }

    private Consumer<Failure> send(RequestDraft draft, Consumer<Reply> then) {
        if (!settings.follow()) return sender.send(draft, then)::abort;
        var follower = new RedirectFollower(sender, then);
        follower.send(draft);
        return follower::abort;
    }

    private void onLoop(Runnable work, Runnable tooLate) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException _) {
            tooLate.run();
        }
    }

    /** On the event loop: queued messages end with {@link Failure.Closed}. */
    public void close() {
        queue.close();
    }
}
