package io.aldis.server;

import io.aldis.net.Flow;
import java.util.List;

/**
 * Takes down what happens to one message while its sender waits, and what its devices say after that. On the event loop; costs next to
 * nothing, builds no text. Each method does nothing unless it is overridden.
 */
public interface Track {
    /** Nobody wants to know. */
    Track NONE = new Track() {};

    /** No message has this mark. */
    long UNMARKED = 0;

    /** To be the {@link StoredMessage#seed} when the message is kept, so that its later steps are known to be its own. */
    default long mark() {
        return UNMARKED;
    }

    default void identified(Sender sender) {}

    /** Location has found next hops. */
    default void routed(Destination destination, List<Target> targets) {}

    /** A copy goes out. Another may follow for the same target, over another flow. */
    default void sent(Target target, Flow flow) {}

    default void answered(Target target, int code) {}

    default void unanswered(Target target, String why) {}

    /** The sender hears that final answer. Only the first call counts. */
    default void told(int code) {}

    /** As {@link #told(int)}: what the server itself answers, and why. */
    default void told(Answer answer) {
        told(answer.status().code());
    }
}
