package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Target;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.locate.Location;
import io.aldis.sip.wire.Forwarding;
import java.util.Optional;
import java.util.function.Consumer;

/** The delivery of a stored message to one device, and its result. */
@OnEventLoop
record MailboxDelivery(SipRequest request, String branch, Consumer<Optional<SipResponse>> answer)
        implements RequestEdits, BranchOwner {
    @Override
    public boolean branchesAnew() {
        return false;
    }

    @Override
    public Forwarding forwarding(Target target, Flow flow) {
        return new Forwarding(request, SipRequest.HOPS).fresh().route(target.route());
    }

    @Override
    public void nowhere(Location.Nowhere found) {}

    @Override
    public void provisional(SipResponse response) {}

    @Override
    public void settled(Branch branch, SipResponse response, boolean again) {
        if (!again) answer.accept(Optional.of(response));
    }

    @Override
    public void lost(Branch branch, String why) {
        answer.accept(Optional.empty());
    }
}
