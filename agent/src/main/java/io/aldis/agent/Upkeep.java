package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.transaction.Alarm;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps our binding with the registrar (RFC 3261 §10.2): makes it, refreshes it before it expires and when its connection is gone,
 * and takes it away. One REGISTER at a time, all of them with one Call-ID and a rising CSeq (§10.2, §10.2.4).
 */
final class Upkeep {
    private static final String LANE = "registration";

    private final Requests requests;
    private final Plan plan;
    private final Lanes lanes;
    private final Runnable back;
    private final Pace pace;
    private final String callId;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private Optional<Job> running = Optional.empty();
    private long sequence = 1;
    private Duration wanted;
    private boolean keeping;
    private int failures;
    private Optional<Flow> over = Optional.empty();

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

    /** @param back hears that there was no binding before, and now there is */
    Upkeep(Requests requests, Plan plan, Lanes lanes, Runnable back) {
        this.back = back;
        this.requests = requests;
        this.plan = plan;
        this.lanes = lanes;
        this.pace = plan.keeping().pace();
        this.callId = plan.tokens().callId();
        this.wanted = plan.keeping().expires();
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

    /** A connection is gone: if it is the one of our binding, the registrar must hear of us over another. */
    void gone(Flow flow) {
        boolean ours = over.filter(known -> known == flow).isPresent();
        if (keeping && ours && running.isEmpty()) ring(pace.afterLostConnection());
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
                                HeaderName.CONTACT, plan.me().contact(flow).toString())
                        .header(HeaderName.EXPIRES, Long.toString(job.expires().toSeconds())));
    }

    private void done(Job job, Reply reply) {
        running = Optional.empty();
        Optional<Job> longer = tooBrief(job, reply);
        longer.ifPresentOrElse(jobs::addFirst, () -> settle(job, reply));
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

    // ---- what became of it

    private void settle(Job job, Reply reply) {
        Registration registration = judge(job, reply);
        if (job.expires().isZero()) stop();
        else carryOn(registration);
        lanes.offer(LANE, () -> plan.listeners().registration().accept(registration));
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
        over = Optional.of(flow);
        Duration granted = Grant.in(response, plan.me()).orElse(job.expires());
        return new Registration.Bound(plan.me().contactUri(flow), granted);
    }

    /** When to try next. Only who was bound is tried again for: the first answer is for the caller to judge. */
    private void carryOn(Registration registration) {
        switch (registration) {
            case Registration.Bound bound -> {
                if (!keeping || failures > 0) back.run();
                keeping = true;
                failures = 0;
                ring(pace.refresh(bound.expires()));
            }
            case Registration.Denied denied when !mayHeal(denied.status()) -> stop();
            case Registration.Denied denied -> tryAgain(denied.retryAfter());
            case Registration.Unheard(Failure.HeldBack(var _, var left)) -> tryAgain(Optional.of(left));
            case Registration.Unheard _ -> tryAgain(Optional.empty());
        }
    }

    private static boolean mayHeal(int status) {
        return status == 408 || status == 480 || (status >= 500 && status < 600);
    }

    private void tryAgain(Optional<Duration> retryAfter) {
        if (keeping) ring(retryAfter.orElseGet(() -> pace.afterFailure(failures++)));
    }

    private void ring(Duration after) {
        requests.endpoint().wheel().set(alarm, after.toNanos());
    }

    private void stop() {
        keeping = false;
        requests.endpoint().wheel().stop(alarm);
    }
}
