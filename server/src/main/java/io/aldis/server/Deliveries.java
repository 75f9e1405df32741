package io.aldis.server;

import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes requests that begin here to devices. For the event loop. */
public interface Deliveries {
    /**
     * Sends the request in a transaction of its own, without the Via that it has.
     *
     * @param unique for the branch of our Via: the same again is the same transaction to whoever gets it
     * @param answer hears the final answer, or that none came, once, later
     */
    void deliver(SipRequest request, Target target, String unique, Consumer<Optional<SipResponse>> answer);
}
