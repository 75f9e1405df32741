package io.aldis.agent.receive;

import io.aldis.agent.Call;
import io.aldis.agent.IncomingMessage;
import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.Optional;
import java.util.function.Consumer;

/** The calls of an agent, for incoming requests. */
public interface CallRequests {
    /** A call, and the listener of messages inside of it, if it has one of its own. */
    record InCall(Call call, Optional<Consumer<IncomingMessage>> listener) {}

    /** The call that a request belongs to; empty for one outside of calls. */
    Optional<InCall> around(SipRequest request);

    /** Whether the method is one that calls need, and calls are accepted or the request is inside of one. */
    boolean allows(SipRequest request);

    /** Whether a listener of calls is there; if not, no INVITE is allowed. */
    boolean taken();

    /** Whether another call would be answered 486 (RFC 3261 §21.4.18), which an OPTIONS may want to know (§11.2). */
    boolean busy();

    /**
     * Handles a request of a call.
     *
     * @return false for a request that is answered like any other: it is in order and of a method that calls do not handle
     */
    boolean takes(ServerTransaction<Flow> transaction);

    /** @return whether there is an INVITE that this CANCEL ends (RFC 3261 §9.2) */
    boolean cancelled(SipRequest cancel);

    void acknowledged(SipRequest ack);
}
