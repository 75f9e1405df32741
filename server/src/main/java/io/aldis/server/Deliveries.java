package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends requests that originate at this server to devices. */
@OnEventLoop
public interface Deliveries {
    /**
     * Sends the request in a transaction of its own, without its present Via.
     *
     * @param answer called once, later, with the final response, or with empty when none came
     * @return stops the delivery: nothing more is sent, while responses to what was sent are still awaited
     */
    Runnable deliver(SipRequest request, Target target, Try once, Consumer<Optional<SipResponse>> answer);

    /**
     * One try.
     *
     * @param unique for the branch of this server's Via: the same value is the same transaction to the recipient
     * @param within time until the request expires: nothing is sent after that
     */
    record Try(String unique, Duration within) {}

    /**
     * Devices of the account have registered. A request that is pending at one of them over an older binding without a response is sent over the new
     * binding. A request that no device of the account has answered yet is also sent to the new devices. Before that, a pending request has
     * {@link #GRACE} to be answered on its first path: a phone that has it and registers again must not get it twice.
     *
     * @param targets the targets of these devices now
     * @param moved those of them that are new, or have another contact than before
     * @return whether any request to a device of the account is pending
     */
    boolean registered(Aor account, List<Target> targets, Set<Device> moved);

    /**
     * Whether a message of that sender has been pending to the device, outside of its mailbox, for so long that a newer one might arrive before it.
     *
     * @param sender as {@link StoredMessage#sender}; rarely evaluated
     */
    boolean isLate(Device device, Supplier<String> sender);

    /** Whether a message that did not come out of the mailbox is pending to the device. */
    boolean isBusy(Device device);

    /** How long a REGISTER waits for the responses to requests that were sent before it. */
    Duration GRACE = Duration.ofMillis(300);
}
