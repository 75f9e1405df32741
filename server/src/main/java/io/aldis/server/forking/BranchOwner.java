package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Target;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.locate.Location;

/** The fork or delivery that the branch belongs to. */
interface BranchOwner {
    SipRequest request();

    /** As {@link Attempt#sender}. */
    default String sender() {
        return "";
    }

    /** Whether the response goes to a peer in our trust domain (RFC 3325 §5). */
    default boolean asksInTrust() {
        return false;
    }

    /** As {@link Attempt#accepted}. */
    default boolean accepted() {
        return false;
    }

    /** As {@link Attempt#join}. */
    default boolean join(Target target) {
        return false;
    }

    /** As {@link Attempt#joinable}. */
    default boolean joinable() {
        return false;
    }

    /** Whether a copy follows its device from one contact to another. */
    default boolean mayMove(Target from, Target to) {
        return true;
    }

    /** The look-up of the target found no next hop. */
    void nowhere(Location.Nowhere found);

    /** A copy is sent on that flow. */
    default void sent(Branch branch, Flow flow) {}

    void provisional(SipResponse response);

    /** @param again whether this branch has given its final answer before */
    void settled(Branch branch, SipResponse response, boolean again);

    /** No answer comes from that branch. */
    void lost(Branch branch, String why);
}
