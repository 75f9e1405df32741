package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.Optional;
import java.util.OptionalInt;

/** The layer above an endpoint: a user agent or a proxy. All calls come on the event loop and must not wait. */
public interface EndpointUser {
    /** A new request, once; its top Via is stamped. It must be answered, or abandoned, sooner or later. */
    void request(ServerTransaction<Flow> transaction);

    /** Asked before anything else: a datagram that is not heard is one that was lost on the way. Streams are always heard. */
    default boolean hears(byte[] bytes, Flow flow) {
        return true;
    }

    /**
     * Asked before a new request costs anything but its reading: the answer that turns it away, and after which it is forgotten.
     * Absent when it is welcome.
     */
    default Optional<SipResponse> turnsAway(SipRequest request, Flow flow) {
        return Optional.empty();
    }

    /** An ACK for a 2xx, or one that belongs to nothing here. */
    void ack(SipRequest ack, Flow flow);

    /** Whether this can be an answer to a request of ours; if not it is dropped, and the request waits on. */
    default boolean expects(SipResponse response) {
        return true;
    }

    /**
     * How many percent of his requests whoever is there should not send now, for a neighbour who asks for that (RFC 7339): asked for
     * each answer. Absent for those who are not told.
     */
    default OptionalInt relief(Flow flow) {
        return OptionalInt.empty();
    }

    /** A keep-alive of ours was answered ({@link Flow#ping}); over UDP by anybody, whom its id must show to be the one that was asked. */
    default void pong(Flow flow, Pong pong) {}

    /** A connection is gone. */
    default void closed(Flow flow) {}
}
