package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.ServerTransaction;

/** The layer above an endpoint: a user agent or a proxy. All calls come on the event loop and must not wait. */
public interface EndpointUser {
    /** A new request, once; its top Via is stamped. It must be answered, or abandoned, sooner or later. */
    void request(ServerTransaction transaction, Flow flow);

    /** An ACK for a 2xx, or one that belongs to nothing here. */
    void ack(SipRequest ack, Flow flow);

    /** Whether this can be an answer to a request of ours; if not it is dropped, and the request waits on. */
    default boolean expects(SipResponse response) {
        return true;
    }

    /** A connection is gone. */
    default void closed(Flow flow) {}
}
