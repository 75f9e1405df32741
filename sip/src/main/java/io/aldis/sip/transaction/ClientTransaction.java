package io.aldis.sip.transaction;

import io.aldis.sip.Method;
import io.aldis.sip.SipResponse;

/**
 * A request that we have sent, until its final answer (RFC 3261 §17.1). Belongs to the thread of its {@link Transactions}.
 *
 * @param <C> a connection
 */
public abstract sealed class ClientTransaction<C extends Wire> extends Timed implements Wire.Unsent
        permits NonInviteClientTransaction, InviteClientTransaction {

    /** Who sent the request. All calls come on the owner's thread, the first perhaps before the sending method returns. */
    public interface User<C extends Wire> {
        /** A response: any number of provisional ones, then a final one (several 2xx for an INVITE that was forked). */
        void response(ClientTransaction<C> transaction, SipResponse response);

        /** No final response will come. The other side may have acted on the request all the same. */
        void failed(ClientTransaction<C> transaction, Failure failure, String why);

        /** Waits for nothing. */
        static <C extends Wire> User<C> none() {
            return new User<>() {
                @Override
                public void response(ClientTransaction<C> transaction, SipResponse response) {}

                @Override
                public void failed(ClientTransaction<C> transaction, Failure failure, String why) {}
            };
        }
    }

    /** Why no answer comes. */
    public enum Failure {
        /** Nobody answered for 64*T1 (RFC 3261 §17.1.2.2). */
        TIMEOUT,
        /** The bytes did not go out (RFC 3261 §17.1.4). */
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

    /** Octets of its request. */
    abstract int octets();

    abstract void start();

    abstract void received(SipResponse response);

    /** Whether it sent a request of that method: a response is for it only then (RFC 3261 §17.1.3). */
    abstract boolean sent(Method method);

    /** Whether a final response has come; one that is here all the same waits for its repetitions. */
    abstract boolean answered();

    /** Does not send the request again; an answer is still waited for. Nothing for an INVITE. */
    public void sendNoMore() {}

    /** Sends the request again now, over an unreliable transport, while no final answer has come. Nothing for an INVITE. */
    public void sendAgain() {}

    /** Forgets the transaction without a word to its user; late responses match nothing and are dropped. */
    public final void abandon() {
        finish();
        owner.forget(this);
    }
}
