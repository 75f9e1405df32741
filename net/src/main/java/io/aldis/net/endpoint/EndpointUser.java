package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.OptionalInt;

/** The layer above an endpoint: a user agent or a proxy. All calls come on the event loop and must not wait. */
public interface EndpointUser {
    /**
     * A new request, once; its top Via is stamped. It must be answered, or abandoned, sooner or later;
     * {@link ServerTransaction#answerAndForget} keeps nothing of it.
     */
    void request(ServerTransaction<Flow> transaction);

    /**
     * Called under overload only: for a message that waited longer than {@link SipEndpoint#shed} allows, before it is parsed. False drops it, as if
     * it was lost in the network; for streams it must be true.
     */
    default boolean isHeardUnderOverload(byte[] bytes, Flow flow) {
        return true;
    }

    /** An ACK for a 2xx, or one that matches no transaction and no stateless response. */
    void ack(SipRequest ack, Flow flow);

    /** Whether this can be a response to a request of ours. If not it is dropped, and the client transaction goes on. */
    default boolean expects(SipResponse response) {
        return true;
    }

    /**
     * The percentage of its requests that the peer should not send now (RFC 7339). Called for each response to a peer that asks for overload
     * feedback. Empty for peers that get none.
     */
    default OptionalInt relief(Flow flow) {
        return OptionalInt.empty();
    }

    /** A keep-alive of ours was answered ({@link Flow#ping}). Over UDP the answer may be forged: its id must be that of a request. */
    default void pong(Flow flow, Pong pong) {}

    /** A request other than ACK was retransmitted; the transaction layer has dealt with it. */
    default void retransmitted(SipRequest request, Flow flow) {}

    /** A new request was refused with 503 since there are too many transactions. */
    default void overflowed(SipRequest request, Flow flow) {}

    /** A message could not be parsed; it was answered 400 if that was possible. */
    default void malformed(Flow flow) {}

    /** A response that matched no client transaction was dropped. */
    default void stray(Flow flow) {}

    /** A connection is established, by us or by the peer. */
    default void opened(Flow flow) {}

    /** A connection is closed, or was never established. */
    default void closed(Flow flow) {}
}
