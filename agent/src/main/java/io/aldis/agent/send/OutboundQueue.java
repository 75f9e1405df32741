package io.aldis.agent.send;

import io.aldis.agent.Failure;
import io.aldis.sip.Aor;
import io.aldis.sip.HostPort;
import io.aldis.sip.OtherUri;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Queues of messages, one per target URI: one message at a time to one address, later ones in order (RFC 3428 §8: no new transaction
 * outside of a dialog while one to the same URI is pending). Addresses do not wait for each other.
 */
public final class OutboundQueue {
    /** Limit on messages that wait for one address. */
    public static final int FOR_ONE = 1_000;

    /** Limit on messages that wait for all addresses together. */
    static final int FOR_ALL = 10_000;

    private final Map<String, ArrayDeque<Turn>> lanes = new HashMap<>();
    private int waiting;
    private boolean closed;

    /** A queued message. */
    public interface Turn {
        /** @param over to be called once, when the message is no longer in transit */
        void begin(Runnable over);

        /** The message will not be sent. */
        void refused(Failure why);
    }

    public void take(Uri target, Turn turn) {
        String lane = lane(target);
        ArrayDeque<Turn> queue = lanes.get(lane);
        if (closed) {
            turn.refused(new Failure.Closed());
        } else if (queue == null) {
            lanes.put(lane, new ArrayDeque<>());
            turn.begin(() -> next(lane));
        } else if (queue.size() == FOR_ONE || waiting == FOR_ALL) {
            turn.refused(new Failure.LaneFull(target.text(), Math.max(queue.size(), waiting == FOR_ALL ? waiting : 0)));
        } else {
            waiting++;
            queue.add(turn);
        }
    }

    private void next(String lane) {
        ArrayDeque<Turn> queue = lanes.getOrDefault(lane, new ArrayDeque<>());
        if (queue.isEmpty()) {
            lanes.remove(lane);
        } else {
            waiting--;
            queue.remove().begin(() -> next(lane));
        }
    }

    /** Refuses the queued messages. */
    public void close() {
        closed = true;
        waiting = 0;
        List<ArrayDeque<Turn>> all = List.copyOf(lanes.values());
        lanes.clear();
        for (ArrayDeque<Turn> queue : all) for (Turn turn : queue) turn.refused(new Failure.Closed());
    }

    /**
     * Key of a queue: equal for URIs that are equal by RFC 3261 §19.1.4, and for some more, since parameters are ignored. A message that is
     * queued without need is slightly late; one that is not queued would violate the rule.
     */
    static String lane(Uri target) {
        return switch (target) {
            case SipUri sip when !sip.user().isEmpty() -> Aor.of(sip).toString() + port(sip.hostPort());
            case SipUri sip -> sip.host().toLowerCase(Locale.ROOT) + port(sip.hostPort());
            case OtherUri other -> other.text().split("[;?]", 2)[0].toLowerCase(Locale.ROOT);
        };
    }

    private static String port(HostPort host) {
        return host.port() == HostPort.NO_PORT ? "" : ":" + host.port();
    }
}
