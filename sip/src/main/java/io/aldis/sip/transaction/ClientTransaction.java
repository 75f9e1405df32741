package io.aldis.sip.transaction;

import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import java.util.Optional;

/**
 * A client transaction (RFC 3261 §17.1): a request that was sent, until its final response. For the thread of its {@link Transactions}.
 *
 * @param <C> a connection
 */
public abstract sealed class ClientTransaction<C extends Wire> extends Timed implements Wire.Unsent
        permits NonInviteClientTransaction, InviteClientTransaction {

    /** The sender of the request. Called on the thread of {@link Transactions}, perhaps before the sending method returns. */
    public interface User<C extends Wire> {
        /** A response arrived: any number of provisional ones, then a final one (several 2xx for an INVITE that was forked). */
        void response(ClientTransaction<C> transaction, SipResponse response);

        /** No final response will come. The peer may have processed the request all the same. */
        void failed(ClientTransaction<C> transaction, Failure failure, String why);

        /** Ignores all responses and failures. */
        static <C extends Wire> User<C> none() {
            return new User<>() {
                @Override
                public void response(ClientTransaction<C> transaction, SipResponse response) {}

                @Override
                public void failed(ClientTransaction<C> transaction, Failure failure, String why) {}
            };
        }
    }

    /** Why there is no final response. */
    public enum Failure {
        /** No final response within 64*T1; for an INVITE: no response at all (RFC 3261 §17.1.1.2, §17.1.2.2). */
        TIMEOUT,
        /** The transport could not send the request, or its connection closed before the response (RFC 3261 §17.1.4). */
        UNSENT
    }

    private final Transactions<C> owner;
    private final String branch;
    private final C wire;
    private final User<C> user;

    ClientTransaction(Transactions<C> owner, String branch, C wire, User<C> user) {
        super(owner.wheel(), owner.intervals());
        this.owner = owner;
        this.branch = branch;
        this.wire = wire;
        this.user = user;
    }

    public final String branch() {
        return branch;
    }

    public final C wire() {
        return wire;
    }

    final User<C> user() {
        return user;
    }

    /** The request, when it is an INVITE: for its CANCEL. */
    public Optional<SipRequest> invite() {
        return Optional.empty();
    }

    /** Octets of its request. */
    abstract int octets();

    abstract void start();

    abstract void received(SipResponse response);

    /** Whether its request has that method: only then a response matches (RFC 3261 §17.1.3). */
    abstract boolean sent(Method method);

    /** Whether a final response arrived. A transaction that still exists then only handles its retransmissions. */
    abstract boolean answered();

    /** Stops the retransmissions of the request; a response is still awaited. No effect on an INVITE. */
    public void sendNoMore() {}

    /** Sends the request once more now, if the transport is unreliable and there is no final response. No effect on an INVITE. */
    public void sendAgain() {}

    /** Removes the transaction without a call to its user; later responses match nothing and are dropped. */
    public final void abandon() {
        finish();
        owner.forget(this);
    }
}
