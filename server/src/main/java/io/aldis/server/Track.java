package io.aldis.server;

import io.aldis.net.Flow;
import java.util.List;

/**
 * Records what happens to one message until its sender is answered, and later answers of its devices. On the event loop; cheap: builds no text. Each
 * method does nothing unless it is overridden.
 */
public interface Track {
    /** Records nothing. */
    Track NONE = new Track() {};

    /** The mark of no message. */
    long UNMARKED = 0;

    /** Becomes the {@link StoredMessage#seed} when the message is stored, so that its later steps are matched to its trail. */
    default long mark() {
        return UNMARKED;
    }

    default void identified(Sender sender) {}

    /** Location has found next hops. */
    default void routed(Destination destination, List<Target> targets) {}

    /** A copy is sent. Another may follow for the same target, over another flow. */
    default void sent(Target target, Flow flow) {}

    default void answered(Target target, int code) {}

    default void unanswered(Target target, String why) {}

    /** The sender is answered with that final response. Only the first call counts. */
    default void told(int code) {}

    /** As {@link #told(int)}: an answer of the server itself, with its cause. */
    default void told(Answer answer) {
        told(answer.status().code());
    }
}
