package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Takes requests that begin here to devices. For the event loop. */
public interface Deliveries {
    /**
     * Sends the request in a transaction of its own, without the Via that it has.
     *
     * @param answer hears the final answer, or that none came, once, later
     * @return what stops it: nothing goes out any more, while an answer to what did is still waited for
     */
    Runnable deliver(SipRequest request, Target target, Try once, Consumer<Optional<SipResponse>> answer);

    /**
     * One try.
     *
     * @param unique for the branch of our Via: the same again is the same transaction to whoever gets it
     * @param within when the request expires: nothing is sent after that
     */
    record Try(String unique, Duration within) {}

    /**
     * Devices of the account have registered: what is under way to one of them over an older binding and was not answered goes over the
     * new one, and what no device of the account has answered yet goes to those that are new, too. Before that, what is under way has
     * {@link #GRACE} to be answered where it went first: a phone that has it and registers anew must not get it twice.
     *
     * @param targets how these devices are reached now
     * @param moved those of them that are new, or have another contact than before
     * @return whether anything is under way to any device of the account
     */
    boolean registered(Aor account, List<Target> targets, Set<Device> moved);

    /**
     * Whether a message of that sender has been under way to the device, outside of its mailbox, for so long that a newer one might arrive
     * before it.
     *
     * @param sender as {@link StoredMessage#sender}; seldom asked
     */
    boolean isLate(Device device, Supplier<String> sender);

    /** Whether a message is under way to the device that has not come out of its mailbox. */
    boolean isBusy(Device device);

    /** How long a REGISTER lets an answer to what was sent before it come. */
    Duration GRACE = Duration.ofMillis(300);
}
