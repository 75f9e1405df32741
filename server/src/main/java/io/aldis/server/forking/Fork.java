package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Arrival;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.Privacy;
import io.aldis.server.Routed;
import io.aldis.server.Target;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.Status;
import io.aldis.sip.locate.Location;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.ServerTransaction;
import io.aldis.sip.wire.Forwarding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request other than INVITE that is forked to several targets (RFC 3261 §16.7). The first 2xx is passed back at once; else the best
 * response, when all are in or the wait is over. No answer, 408 and 503 of a device give 480: a 408 would arrive too late (RFC 4320 §4.2),
 * and a 503 would speak of this server. After a 6xx no new copy is sent, and the 6xx is the response unless a device that has its copy
 * already answers 2xx (§16.7 step 5). A 3xx is followed to our own users. After the response, copies in transit are no longer
 * retransmitted: a refused request must not be delivered.
 */
class Fork extends Alarm implements BranchOwner {
    private static final Logger LOG = LoggerFactory.getLogger(Fork.class);

    private final ForkingContext context;
    private final Routed routed;
    private final ServerTransaction<Flow> exchange;
    private final List<Branch> branches = new ArrayList<>(2);
    private final BestResponse best = new BestResponse();
    private @Nullable RedirectTargets redirectTargets;
    private Location.@Nullable Nowhere nowhere;
    private boolean ended;
    private int pending;

    Fork(ForkingContext context, Routed routed, ServerTransaction<Flow> exchange) {
        this.context = context;
        this.routed = routed;
        this.exchange = exchange;
    }

    final ForkingContext context() {
        return context;
    }

    @Override
    public final SipRequest request() {
        return routed.request();
    }

    @Override
    public final boolean asksInTrust() {
        return context.settings().trust().reaches(routed.admitted().flow());
    }

    @Override
    public final String sender() {
        return routed.identified().senderAddress();
    }

    final Routed routed() {
        return routed;
    }

    /** The best of the responses so far. */
    final BestResponse best() {
        return best;
    }

    final ServerTransaction<Flow> exchange() {
        return exchange;
    }

    final List<Branch> branches() {
        return branches;
    }

    final void start(List<Target> targets, MaxBreadth breadth) {
        await();
        branch(targets, breadth);
    }

    private void branch(List<Target> targets, MaxBreadth breadth) {
        int before = branches.size();
        int copies = targets.size();
        pending += copies;
        for (int i = 0; i < copies; i++)
            branches.add(new Branch(
                    context,
                    this,
                    new BranchRequest(
                            context, new Relayed(context, routed), targets.get(i), breadth.share(i, copies))));
        for (int i = 0; i < copies; i++) {
            arrival().events().branchStarted(arrival(), targets.get(i));
            branches.get(before + i).start();
        }
    }

    /** Adds branches, with the Max-Breadth of the first. */
    final void join(List<Target> targets) {
        if (ended || pending == 0 || branches.size() >= context.settings().forks()) return;
        branch(targets, branches.getFirst().copy().breadth());
    }

    /** Starts the timer that ends the wait for answers. */
    void await() {
        context.endpoint().wheel().set(this, context.settings().patience().toNanos());
    }

    /** Dropped: a provisional response to a non-INVITE request is not passed on (RFC 4320 §4.1). */
    @Override
    public void provisional(SipResponse response) {}

    private Arrival arrival() {
        return routed.admitted().arrival();
    }

    @Override
    public final void sent(Branch branch, Flow flow) {
        arrival().events().sent(arrival(), branch.copy().target(), flow);
    }

    @Override
    public void settled(Branch branch, SipResponse response, boolean again) {
        if (!again) arrival().events().branchAnswered(arrival(), branch.copy().target(), response.code());
        if (!response.hasMoreVias() && !Privacy.hidesPath(request()))
            LOG.debug(
                    "{} {}: an answer without our Via",
                    request().method(),
                    request().uri());
        else if (response.status().success()) taken(response);
        else if (response.code() / 100 == 3) redirected(branch, response);
        else refused(response);
        if (!again) oneLess();
    }

    private void refused(SipResponse response) {
        if (!isAbsence(response.code())) best.offer(response);
        if (response.code() >= 600) declined();
    }

    /** A 6xx: no new copy is sent. Answers to earlier copies are waited for, since only an INVITE can be cancelled (RFC 3261 §16.7 step 5). */
    void declined() {
        goNoFurther();
        for (Branch branch : List.copyOf(branches)) branch.goNoFurther();
    }

    /** From now on no branch is added and no redirection is followed. */
    final void goNoFurther() {
        ended = true;
    }

    /** RFC 3261 §16.7 step 4: follows contacts in our own domains only. The new copies share the Max-Breadth of the old one. */
    private void redirected(Branch branch, SipResponse response) {
        if (ended || exchange.answered() || !isForUser() || isForOneDevice() || isSecure()) {
            best.offer(response);
            return;
        }
        if (redirectTargets == null) redirectTargets = new RedirectTargets(context.redirections(), targets());
        MaxBreadth breadth = branch.copy().breadth();
        int most = Math.min(context.settings().forks() - branches.size(), breadth.whole());
        RedirectTargets.Outcome outcome = redirectTargets.follow(response, most);
        outcome.rest().ifPresent(best::offer);
        branch(outcome.targets(), breadth);
    }

    /** RFC 5630 §5.3: no redirection changes the scheme, and only sip contacts are followed. */
    private boolean isSecure() {
        return request().uri() instanceof SipUri uri && uri.secure();
    }

    private List<Target> targets() {
        return branches.stream().map(each -> each.copy().target()).toList();
    }

    /** RFC 5627 §6.1: a request for one device goes to no other. */
    private boolean isForOneDevice() {
        return routed.admitted().destination() instanceof Destination.Instance;
    }

    private boolean isForUser() {
        return isForOneDevice() || routed.admitted().destination() instanceof Destination.User;
    }

    private void taken(SipResponse response) {
        passBack(response);
        succeeded();
    }

    /** A device has taken it. */
    void succeeded() {}

    /** Whether a device has taken it. */
    boolean isTaken() {
        return exchange.answered();
    }

    /**
     * Whether a copy follows its device to a new contact. After a device has taken it, not to another contact of a nameless device, which
     * may have it.
     */
    @Override
    public final boolean mayMove(Target from, Target to) {
        return !isTaken()
                || to.device().filter(Device::nameless).isEmpty()
                || from.requestUri().text().equals(to.requestUri().text());
    }

    /** Whether that code counts as no answer: a device that shuts down says 503 (PHONES 31). */
    boolean isAbsence(int code) {
        return code == 408 || (code == 503 && isForUser());
    }

    @Override
    public void lost(Branch branch, String why) {
        LOG.debug("{} {}: a branch is lost: {}", request().method(), request().uri(), why);
        arrival().events().branchFailed(arrival(), branch.copy().target(), why);
        fellSilent(branch);
        oneLess();
    }

    /** A device has not answered. */
    void fellSilent(Branch branch) {
        branch.copy().target().device().ifPresent(context::fellSilent);
    }

    private void oneLess() {
        pending--;
        if (pending == 0) finish();
    }

    final void passBack(SipResponse response) {
        byte[] bytes = Privacy.hidesAnything(request())
                ? EditedResponse.forSenderOf(request(), response).bytes()
                : Forwarding.withoutTopVia(response);
        exchange.answer(bytes, response.code());
        if (response.code() < 200) return;
        stopWaiting();
    }

    private void stopWaiting() {
        context.endpoint().wheel().stop(this);
    }

    /** All branches have ended. */
    private void finish() {
        stopWaiting();
        concluded();
    }

    /** Called when all branches have ended. */
    void concluded() {
        conclude();
    }

    /** Answers the sender with the best response, unless it has a response. */
    final void conclude() {
        if (exchange.answered()) return;
        best.response().ifPresentOrElse(this::settle, () -> answer(absence()));
    }

    /** Passes the response back; a 503 becomes 500, since it would speak of this server (RFC 3261 §16.7 step 6). */
    private void settle(SipResponse response) {
        if (response.code() == 503) answer(Status.of(500));
        else passBack(response);
    }

    @Override
    public final void nowhere(Location.Nowhere found) {
        nowhere = found;
    }

    /** The response when no device, or no server of another domain, has answered. */
    Status absence() {
        return routed.admitted().destination() instanceof Destination.Abroad abroad
                ? Unreachable.of(abroad.uri().host(), Optional.ofNullable(nowhere))
                : Status.of(480);
    }

    final void answer(Status status) {
        exchange.answer(request()
                .answer(status, context.endpoint().tags().of(request()))
                .build());
    }

    /** The wait for answers is over. */
    @Override
    protected void rang() {
        giveUp("no answer in time");
    }

    final void giveUp(String why) {
        goNoFurther();
        for (Branch branch : branches) branch.giveUp(why);
    }
}
