package io.aldis.server.courier;

import io.aldis.server.Routed;
import io.aldis.server.Target;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.ServerTransaction;
import io.aldis.sip.wire.Forwarding;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request other than INVITE on its way to several devices (RFC 3261 §16.7). The first 2xx goes back at once; else the best of all
 * answers, when all are in or the patience is over. A device that is not there (no answer, 408, 503) is, to the sender, somebody who
 * is not available now: 480, since a 408 would come too late (RFC 4320 §4.2) and a 503 would speak of us. From then on the copies
 * that are still under way are not repeated: what was refused must not be delivered.
 */
class Fork extends Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(Fork.class);

    private final Courier courier;
    private final Routed routed;
    private final ServerTransaction exchange;
    private final List<Branch> branches = new ArrayList<>(2);
    private final Best best = new Best();
    private int pending;

    Fork(Courier courier, Routed routed, ServerTransaction exchange) {
        this.courier = courier;
        this.routed = routed;
        this.exchange = exchange;
    }

    final Courier courier() {
        return courier;
    }

    final SipRequest request() {
        return routed.request();
    }

    final ServerTransaction exchange() {
        return exchange;
    }

    final List<Branch> branches() {
        return branches;
    }

    final void start(List<Target> targets, Breadth breadth) {
        int copies = targets.size();
        pending = copies;
        for (int i = 0; i < copies; i++)
            branches.add(
                    new Branch(courier, this, new Copy(courier, routed, targets.get(i), breadth.share(i, copies))));
        await();
        for (int i = 0; i < copies; i++) branches.get(i).start();
    }

    /** Sets the alarm for the end of the patience. */
    void await() {
        courier.endpoint().wheel().set(this, courier.settings().patience().toNanos());
    }

    /** Nobody wants a provisional answer to such a request (RFC 4320 §4.1). */
    void provisional(SipResponse response) {}

    /** @param again whether this branch has given its final answer before */
    void settled(SipResponse response, boolean again) {
        if (!response.hasMoreVias())
            LOG.debug(
                    "{} {}: an answer without our Via",
                    request().method(),
                    request().uri());
        else if (response.status().success()) taken(response);
        else if (!isAbsence(response.code())) best.offer(response);
        if (!again) oneLess();
    }

    private void taken(SipResponse response) {
        passBack(response);
        succeeded();
    }

    /** A device has taken it. */
    void succeeded() {}

    /** Whether such an answer is as good as none. */
    boolean isAbsence(int code) {
        return code == 408 || code == 503;
    }

    final void lost(String why) {
        LOG.debug("{} {}: a branch is lost: {}", request().method(), request().uri(), why);
        oneLess();
    }

    private void oneLess() {
        pending--;
        if (pending == 0) finish();
    }

    final void passBack(SipResponse response) {
        exchange.answer(Forwarding.withoutTopVia(response), response.code());
        if (response.code() >= 200) stopWaiting();
    }

    private void stopWaiting() {
        courier.endpoint().wheel().stop(this);
    }

    /** All are in. */
    private void finish() {
        stopWaiting();
        if (exchange.answered()) return;
        best.response().ifPresentOrElse(this::passBack, () -> answer(absence()));
    }

    /** What the sender hears when no device answered. */
    Status absence() {
        return Status.of(480);
    }

    final void answer(Status status) {
        exchange.answer(request()
                .answer(status, courier.endpoint().tags().of(request()))
                .build());
    }

    /** The patience is over. */
    @Override
    protected void rang() {
        for (Branch branch : branches) branch.giveUp("no answer in time");
    }
}
