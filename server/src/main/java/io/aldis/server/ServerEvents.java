package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Listener for everything that happens in a server. Each method does nothing unless it is overridden. All are called on the event loop: they must not
 * wait, and should cost little. An exception of a listener is logged and hurts neither the request nor the other listeners.
 *
 * <p>What begins also ends, once, unless the server is closed before:
 *
 * <table>
 * <caption>Pairs</caption>
 * <tr><th>begins with</th><th>in between</th><th>ends with exactly one of</th></tr>
 * <tr><td>{@link #received}</td><td>{@link #identified}, {@link #routed}, each at most once</td>
 *     <td>{@link #answered(Arrival, int)}, {@link #answered(Arrival, Answer)}</td></tr>
 * <tr><td>{@link #branchStarted}</td><td>{@link #sent}, any number of times</td>
 *     <td>{@link #branchAnswered}, {@link #branchFailed}; it may follow the end of the request</td></tr>
 * <tr><td>{@link #deliveryStarted}</td><td></td>
 *     <td>{@link #deliveryAnswered}, {@link #deliveryPostponed}, {@link #deliveryWithdrawn}</td></tr>
 * <tr><td>{@link #flowOpened}</td><td></td><td>{@link #flowClosed}</td></tr>
 * </table>
 *
 * <p>The same {@link Arrival} object is given for all events of one request, the same {@link Flow} object for all of one connection; they may be keys
 * of a map, from which the last event removes them. The other events stand alone. A stored message and a binding outlive the process: the message ends
 * with the last {@link #deliveryAnswered} of its devices, with {@link #deliveryForbidden} or with {@link #expired}, a binding at its {@link Binding#expires} or before, with
 * {@link #bindingsGone}.
 */
public interface ServerEvents {
    ServerEvents NONE = new ServerEvents() {};

    /** Calls these listeners for each event, in this order, and logs their exceptions. */
    static ServerEvents all(List<? extends ServerEvents> listeners) {
        ServerEvents[] some = listeners.stream().filter(each -> each != NONE).toArray(ServerEvents[]::new);
        return some.length == 0 ? NONE : new ServerEventListeners(some);
    }

    // ---- requests

    /** A new request other than ACK, which the admission control has let in. */
    default void received(Arrival request) {}

    /** Its sender is identified, as far as that can be. */
    default void identified(Arrival request, Sender sender) {}

    /** Location has found next hops. A message that is stored without being sent has none. */
    default void routed(Arrival request, Destination destination, List<Target> targets) {}

    /** The request is to be sent to that target. */
    default void branchStarted(Arrival request, Target target) {}

    /** A copy is sent. Another may follow for the same target, over another flow. */
    default void sent(Arrival request, Target target, Flow flow) {}

    /** The target has given its final answer. @param target where the request has found it at last */
    default void branchAnswered(Arrival request, Target target, int code) {}

    /** The target gives no final answer. */
    default void branchFailed(Arrival request, Target target, String why) {}

    /**
     * The sender is answered with the final response of a target.
     *
     * @param code {@link DeviceAnswer#NOTHING} when the request was dropped without a response, since one would come too late (RFC 4320 §4.2)
     */
    default void answered(Arrival request, int code) {}

    /** As {@link #answered(Arrival, int)}: by this server itself, which says why. */
    default void answered(Arrival request, Answer answer) {
        answered(request, answer.status().code());
    }

    /** A request other than ACK was retransmitted by its sender. */
    default void retransmitted(SipRequest request, Flow flow) {}

    // ---- overload, and what is no request

    /** A new request was refused with 503 before anything was done for it: overload, a rate that was exceeded, or the server is shutting down. */
    default void turnedAway(SipRequest request, Flow flow) {}

    /** A datagram was dropped unread because of overload. */
    default void discarded(Flow flow) {}

    /** A message could not be parsed. */
    default void malformed(Flow flow) {}

    /** A response was dropped, since it belongs to no request of this server. */
    default void stray(Flow flow) {}

    // ---- mailboxes

    /** The message is on disk for these devices; for whichever registers next when there are none. */
    default void stored(long id, StoredMessage message, Set<String> devices) {}

    /** The message is not stored: the mailbox is full. */
    default void mailboxFull(StoredMessage message, StoreResult.Bound bound) {}

    /** The message is now sent to the device. */
    default void deliveryStarted(Device device, PendingDelivery copy) {}

    /** The device has answered finally with that code: 2xx when it took the message. It never gets it again. */
    default void deliveryAnswered(Device device, PendingDelivery copy, int code) {}

    /** The device will be tried again. @param code of its answer, {@link DeviceAnswer#NOTHING} when there was none */
    default void deliveryPostponed(Device device, PendingDelivery copy, int code, Instant until) {}

    /** The message was deleted, has expired or was taken by another device while it was sent: the device is not tried again. */
    default void deliveryWithdrawn(Device device, PendingDelivery copy) {}

    /** The message is removed unsent when it is its turn: a rule of its recipient that was set after it was accepted refuses it. */
    default void deliveryForbidden(Device device, PendingDelivery copy, String rule) {}

    /** The device is registered and does not accept this message: later messages go on, and it is tried again after them, not before that time. */
    default void putAside(Device device, PendingDelivery copy, Instant until) {}

    /** The message has expired; the devices with a pending copy never get it. A listener may send a receipt about that (RFC 5438). */
    default void expired(MailboxEntry message) {}

    // ---- registrations and flows

    /** These bindings were set or refreshed. */
    default void registered(Aor account, List<Binding> set) {}

    /** These bindings have ended before their time: removed, replaced, or gone with their connection (RFC 5626 §7). */
    default void bindingsGone(Aor account, List<Binding> gone) {}

    /** A connection is established, by this server or by the peer. */
    default void flowOpened(Flow flow) {}

    /** A connection is closed. */
    default void flowClosed(Flow flow) {}
}
