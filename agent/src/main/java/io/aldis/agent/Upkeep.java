package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.outbound.FlowGrant;
import io.aldis.sip.outbound.OwnGruus;
import io.aldis.sip.transaction.Alarm;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps one binding with the registrar, by one server (RFC 3261 §10.2): makes it, refreshes it before it expires, makes it anew when its
 * flow has failed (RFC 5626 §4.5), and takes it away. One REGISTER at a time, all of them with one Call-ID and a rising CSeq (§10.2, §10.2.4).
 */
final class Upkeep {
    private static final String FLOW = "path, outbound, gruu";
    private static final String PLAIN = "path, gruu";

    private final Requests requests;
    private final Plan plan;
    private final Place place;
    private final Flows flows;
    private final Pace pace;
    private final String callId;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private Optional<Job> running = Optional.empty();
    private long sequence = 1;
    private Duration wanted;
    private boolean keeping;
    private boolean away;
    private boolean up;
    private boolean hopeless;
    private boolean plain;
    private int failures;
    private Optional<Flow> over = Optional.empty();
    private Optional<Lifeline> life = Optional.empty();

    private final Alarm alarm = new Alarm() {
        @Override
        protected void rang() {
            if (keeping && running.isEmpty()) register(_ -> {});
        }
    };

    /**
     * One REGISTER to be sent.
     *
     * @param expires zero takes the binding away
     * @param longer whether the registrar has already said that it wants more
     */
    private record Job(Duration expires, boolean longer, Consumer<Registration> then) {}

    /**
     * One of the places where we are registered.
     *
     * @param regId by which the registrar knows it again, after a restart, too (RFC 5626 §4.2.1)
     * @param server by which we go there; without one the domain says it
     */
    record Place(int regId, Optional<Hop> server) {
        @Override
        public String toString() {
            return "reg-id " + regId + server.map(hop -> " by " + hop).orElse("");
        }
    }

    Upkeep(Requests requests, Plan plan, Place place, Flows flows) {
        this.requests = requests;
        this.plan = plan;
        this.place = place;
        this.flows = flows;
        this.pace = plan.keeping().pace();
        this.plain = !plan.keeping().outbound();
        this.callId = plan.tokens().callId();
        this.wanted = plan.keeping().expires();
    }

    /** Whether requests reach us by this one, as far as we know. */
    boolean up() {
        return up;
    }

    boolean asks() {
        return running.isPresent();
    }

    void register(Consumer<Registration> then) {
        add(new Job(wanted, false, then));
    }

    /** @param then hears what the registrar said to our last word; at once when there is no binding */
    void unregister(Runnable then) {
        boolean bound = keeping || running.isPresent();
        stop();
        if (bound) add(new Job(Duration.ZERO, false, _ -> then.run()));
        else then.run();
    }

    /** There is another binding, so this one is worth while, too, unless it was denied. */
    void keepTrying() {
        if (keeping || hopeless || running.isPresent()) return;
        keeping = true;
        tryAgain(Optional.empty());
    }

    // ---- the flow

    /** A connection is gone: if it is the one of our binding, the registrar must hear of us over another. */
    void gone(Flow flow) {
        boolean ours = over.filter(known -> known == flow).isPresent();
        if (ours && (up || life.isPresent())) lost("its connection is gone");
    }

    void pong(Flow flow, Pong pong) {
        life.ifPresent(each -> each.pong(flow, pong));
    }

    /** Made anew soon if it has ever worked, else after a pause as after any failure (RFC 5626 §4.5). */
    private void lost(String why) {
        boolean worked = life.map(Lifeline::proven).orElse(up);
        letGo();
        if (!keeping) return;
        over.ifPresent(requests.hops()::lost);
        flows.lost(this, why);
        if (running.isPresent()) return; // its reply says what to do
        if (!worked) {
            tryAgain(Optional.empty());
            return;
        }
        failures = 0;
        ring(pace.afterLostConnection());
    }

    private void letGo() {
        up = false;
        life.ifPresent(Lifeline::stop);
        life = Optional.empty();
        requests.reach().lost(place.regId());
    }

    private void keepAlive(Flow flow, FlowGrant grant) {
        if (grant.outbound() && life.filter(each -> each.isOf(flow)).isPresent()) {
            life.get().renew(grant);
            return;
        }
        life.ifPresent(Lifeline::stop);
        life = Optional.empty();
        if (!grant.outbound()) return;
        var line = new Lifeline(flow, grant, requests, this::lost);
        life = Optional.of(line);
        line.start();
    }

    // ---- one after the other

    private void add(Job job) {
        jobs.add(job);
        next();
    }

    private void next() {
        if (running.isPresent() || jobs.isEmpty()) return;
        Job job = jobs.remove();
        running = Optional.of(job);
        requests.send(draft(job), reply -> done(job, reply));
    }

    private Draft draft(Job job) {
        SipUri own = plan.me().address().uri();
        SipUri registrar = SipUri.parse("sip:" + own.hostPort());
        var leg = new Leg(plan.me().from(plan.tokens().tag()), NameAddr.of(own), callId, () -> sequence++);
        return new Draft(
                        Method.REGISTER,
                        registrar,
                        leg,
                        plan.sending().route(),
                        (request, flow) -> request.header(
                                        HeaderName.CONTACT, contact(flow).toString())
                                .header(
                                        HeaderName.EXPIRES,
                                        Long.toString(job.expires().toSeconds()))
                                .header(HeaderName.SUPPORTED, plain ? PLAIN : FLOW))
                .by(new Course(place.server(), over.filter(Flow::open)));
    }

    private NameAddr contact(Flow flow) {
        return plain ? plan.me().contact(flow) : plan.me().contact(flow, place.regId());
    }

    private void done(Job job, Reply reply) {
        running = Optional.empty();
        Optional<Job> other = tooBrief(job, reply).or(() -> withoutFlow(job, reply));
        other.ifPresentOrElse(jobs::addFirst, () -> settle(job, reply));
        next();
    }

    /** A registrar that wants bindings to live longer is asked once more (RFC 3261 §10.2.8). */
    private Optional<Job> tooBrief(Job job, Reply reply) {
        if (job.longer()
                || !(reply instanceof Reply.Answered answered)
                || answered.response().code() != 423) return Optional.empty();
        return Grant.minimum(answered.response())
                .filter(least -> least.compareTo(job.expires()) > 0)
                .map(least -> {
                    wanted = least;
                    return new Job(least, true, job.then());
                });
    }

    /** Somebody on the way keeps no flows: then it is a plain binding, from now on (RFC 5626 §4.2.1). */
    private Optional<Job> withoutFlow(Job job, Reply reply) {
        if (plain
                || !(reply instanceof Reply.Answered answered)
                || answered.response().code() != FlowGrant.NO_OUTBOUND) return Optional.empty();
        plain = true;
        return Optional.of(job);
    }

    // ---- what became of it

    private void settle(Job job, Reply reply) {
        Registration registration = judge(job, reply);
        if (job.expires().isZero()) stop();
        else carryOn(registration);
        flows.settled(this, registration);
        job.then().accept(registration);
    }

    private Registration judge(Job job, Reply reply) {
        return switch (reply) {
            case Reply.Silence(var failure) -> new Registration.Unheard(failure);
            case Reply.Answered(var response, var flow) -> judge(job, response, flow);
        };
    }

    private Registration judge(Job job, SipResponse response, Flow flow) {
        if (!response.status().success())
            return new Registration.Denied(response.code(), response.status().reason(), RetryAfter.in(response));
        if (job.expires().isZero()) return new Registration.Unbound();
        Duration granted = Grant.in(response, plan.me()).orElse(job.expires());
        FlowGrant grant = plain ? FlowGrant.NONE : FlowGrant.of(response);
        OwnGruus gruus = Grant.gruus(response, plan.me());
        settled(flow, grant, gruus, granted);
        return new Registration.Bound(plan.me().contactUri(flow), granted, grant.outbound(), gruus);
    }

    private void settled(Flow flow, FlowGrant grant, OwnGruus gruus, Duration granted) {
        over = Optional.of(flow);
        requests.reach().bound(place.regId(), new Reach.Standing(flow, grant.outbound(), gruus), granted);
        keepAlive(flow, grant);
    }

    /** When to try next. Only who was bound is tried again for: the first answer is for the caller to judge. */
    private void carryOn(Registration registration) {
        hopeless = registration instanceof Registration.Denied denied && !mayHeal(denied.status());
        switch (registration) {
            case Registration.Bound bound -> {
                if (!keeping || away) flows.cameBack(this);
                keeping = true;
                away = false;
                up = true;
                if (life.map(Lifeline::proven).orElse(true)) failures = 0;
                ring(pace.refresh(bound.expires()));
                if (over.filter(flow -> !flow.open()).isPresent()) lost("its connection broke behind the answer");
            }
            case Registration.Unbound _ -> stop();
            case Registration.Denied _ when hopeless -> stop();
            case Registration.Denied denied -> missed(denied.retryAfter());
            case Registration.Unheard(Failure.HeldBack(var _, var left)) -> missed(Optional.of(left));
            case Registration.Unheard _ -> missed(Optional.empty());
        }
    }

    private static boolean mayHeal(int status) {
        return status == 408 || status == 480 || (status >= 500 && status < 600);
    }

    /** The flow stays, as long as it shows life: a server that is busy is not helped by another connection (RFC 5626 §4.2.2). */
    private void missed(Optional<Duration> retryAfter) {
        away = true;
        if (life.isEmpty()) up = false;
        if (!keeping && !flows.othersThan(this)) return;
        keeping = true;
        tryAgain(retryAfter);
    }

    private void tryAgain(Optional<Duration> retryAfter) {
        failures++;
        ring(retryAfter.orElseGet(() -> pace.afterFailure(failures, flows.othersThan(this))));
    }

    private void ring(Duration after) {
        requests.endpoint().wheel().set(alarm, after.toNanos());
    }

    private void stop() {
        keeping = false;
        letGo();
        requests.endpoint().wheel().stop(alarm);
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
