package io.aldis.agent.register;

import io.aldis.agent.Failure;
import io.aldis.agent.Registration;
import io.aldis.agent.account.Contacts;
import io.aldis.agent.account.Identity;
import io.aldis.agent.send.PinnedHop;
import io.aldis.agent.send.Reply;
import io.aldis.agent.send.RequestDraft;
import io.aldis.agent.send.RouteSet;
import io.aldis.agent.send.ServerAddress;
import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.RetryAfter;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.outbound.FlowGrant;
import io.aldis.sip.outbound.OwnGruus;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Keeps one binding with the registrar, through one server (RFC 3261 §10.2): makes it, refreshes it before it expires, makes it again when
 * its flow has failed (RFC 5626 §4.5), and removes it. One REGISTER at a time, all with one Call-ID and a rising CSeq (§10.2, §10.2.4).
 * {@link RegistrationState} decides what to do next. The alarm fires when it is time to register again.
 */
final class RegistrationClient extends Alarm {
    private static final String FLOW = "path, outbound, gruu";
    private static final String PLAIN = "path, gruu";

    private final RegistrationContext context;
    private final Place place;
    private final Observer observer;
    private final RetryTimes times;
    private final String callId;
    private final AtomicLong sequence = new AtomicLong();
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private final BindingFlow binding;
    private RegistrationState state;
    private Optional<Job> running = Optional.empty();

    /** Called with the outcomes of registrations. */
    interface Observer {
        /** Whether the registration with another server has a binding. */
        boolean othersUp(RegistrationClient one);

        /** The agent had no binding, and has one now. */
        void cameBack(RegistrationClient one);

        void settled(RegistrationClient one, Registration registration);

        void lost(RegistrationClient one, String why);
    }

    /**
     * One REGISTER to be sent.
     *
     * @param expires zero removes the binding
     * @param longer whether the registrar has already asked for a longer lifetime
     */
    private record Job(Duration expires, boolean longer, Consumer<Registration> then) {}

    /**
     * One of the servers of the agent.
     *
     * @param regId by which the registrar recognises the flow, also after a restart (RFC 5626 §4.2.1)
     * @param server when empty, the domain is looked up
     */
    record Place(int regId, Optional<ServerAddress> server) {
        @Override
        public String toString() {
            return "reg-id " + regId + server.map(hop -> " by " + hop).orElse("");
        }
    }

    RegistrationClient(RegistrationContext context, Place place, Observer observer) {
        var settings = context.settings().registering();
        this.context = context;
        this.place = place;
        this.observer = observer;
        var random = context.send().ids().random();
        this.times = new RetryTimes(random, settings.firstPause());
        this.callId = context.send().ids().callId();
        this.binding = new BindingFlow(wheel(), random, this::lost);
        this.state = RegistrationState.idle(settings.expires(), !settings.outbound());
    }

    private TimerWheel wheel() {
        return context.send().endpoint().wheel();
    }

    private Identity me() {
        return context.me();
    }

    /** Whether requests reach us through this server, as far as the agent knows. */
    boolean up() {
        return state.up();
    }

    /** Whether a REGISTER is in progress. */
    boolean asks() {
        return running.isPresent();
    }

    void register(Consumer<Registration> then) {
        add(new Job(state.wanted(), false, then));
    }

    /** @param then called with the registrar's answer to the last REGISTER; at once when there is no binding */
    void unregister(Runnable then) {
        boolean bound = state.keeping() || running.isPresent();
        stop();
        if (bound) add(new Job(Duration.ZERO, false, _ -> then.run()));
        else then.run();
    }

    /** Another server has a binding: registers with this one, too, unless that was denied. */
    void keepTrying() {
        if (running.isEmpty()) on(new RegistrationState.Event.Wanted());
    }

    @Override
    protected void rang() {
        if (state.keeping() && running.isEmpty()) register(_ -> {});
    }

    // ---- the flow

    /** A connection was lost: if it is that of our binding, a REGISTER over another one is needed. */
    void gone(Flow flow) {
        if (binding.isOver(flow) && (up() || binding.isKeptAlive())) lost("its connection was lost");
    }

    void pong(Flow flow, Pong pong) {
        binding.pong(flow, pong);
    }

    /** The flow has failed: registers again soon if it has ever worked, else after a pause as after any failure (RFC 5626 §4.5). */
    private void lost(String why) {
        boolean worked = binding.proven().orElse(up());
        letGo();
        boolean wanted = state.keeping();
        if (wanted) {
            binding.flow().ifPresent(context.send().hops()::lost);
            binding.flow().ifPresent(flow -> context.send().events().flowDown(flow.toString(), why));
        }
        on(new RegistrationState.Event.FlowLost(worked, running.isPresent()));
        if (wanted) observer.lost(this, why);
    }

    private void letGo() {
        binding.letGo();
        context.contacts().lost(place.regId());
    }

    // ---- one REGISTER at a time

    private void add(Job job) {
        jobs.add(job);
        next();
    }

    private void next() {
        if (running.isPresent() || jobs.isEmpty()) return;
        Job job = jobs.remove();
        running = Optional.of(job);
        context.sender().send(draft(job), reply -> done(job, reply));
    }

    private RequestDraft draft(Job job) {
        SipUri own = me().address().uri();
        SipUri registrar = SipUri.parse("sip:" + own.hostPort());
        var headers = new RequestDraft.DialogHeaders(
                me().from(context.send().ids().tag()), NameAddr.of(own), callId, sequence::incrementAndGet);
        var route = new RouteSet(context.settings().sending().route());
        var pinned = new PinnedHop(place.server(), binding.flow().filter(Flow::open));
        var payload = RequestDraft.Payload.of((request, flow) -> request.header(
                        HeaderName.CONTACT, contact(flow).toString())
                .header(HeaderName.EXPIRES, Long.toString(job.expires().toSeconds()))
                .header(HeaderName.SUPPORTED, state.plain() ? PLAIN : FLOW));
        return new RequestDraft(
                Method.REGISTER,
                registrar,
                headers,
                new RequestDraft.Routing(route, Optional.empty(), pinned),
                payload);
    }

    private NameAddr contact(Flow flow) {
        return state.plain() ? me().contact(flow) : me().contact(flow, place.regId());
    }

    private void done(Job job, Reply reply) {
        running = Optional.empty();
        Optional<Job> other = tooBrief(job, reply).or(() -> withoutFlow(job, reply));
        other.ifPresentOrElse(jobs::addFirst, () -> settle(job, reply));
        next();
    }

    /** Asks once more with the longer lifetime that the registrar requires (RFC 3261 §10.2.8). */
    private Optional<Job> tooBrief(Job job, Reply reply) {
        if (job.longer()
                || !(reply instanceof Reply.Answered answered)
                || answered.response().code() != 423) return Optional.empty();
        return RegisterResult.minimum(answered.response())
                .filter(least -> least.compareTo(job.expires()) > 0)
                .map(least -> {
                    on(new RegistrationState.Event.TooBrief(least));
                    return new Job(least, true, job.then());
                });
    }

    /** A hop does not support flows: the binding is a plain one from now on (RFC 5626 §4.2.1). */
    private Optional<Job> withoutFlow(Job job, Reply reply) {
        if (state.plain()
                || !(reply instanceof Reply.Answered answered)
                || answered.response().code() != FlowGrant.NO_OUTBOUND) return Optional.empty();
        on(new RegistrationState.Event.NoOutbound());
        return Optional.of(job);
    }

    // ---- outcome

    private void settle(Job job, Reply reply) {
        Registration registration = result(job, reply);
        if (job.expires().isZero()) stop();
        else carryOn(registration);
        observer.settled(this, registration);
        job.then().accept(registration);
    }

    private Registration result(Job job, Reply reply) {
        return switch (reply) {
            case Reply.Silence(var failure) -> new Registration.Unheard(failure);
            case Reply.Answered(var response, var flow) -> result(job, response, flow);
        };
    }

    private Registration result(Job job, SipResponse response, Flow flow) {
        if (!response.status().success())
            return new Registration.Denied(response.code(), response.status().reason(), RetryAfter.of(response));
        if (job.expires().isZero()) return new Registration.Unbound();
        Duration granted = RegisterResult.in(response, me()).orElse(job.expires());
        FlowGrant grant = state.plain() ? FlowGrant.NONE : FlowGrant.of(response);
        OwnGruus gruus = RegisterResult.gruus(response, me());
        context.contacts().bound(place.regId(), new Contacts.Standing(flow, grant.outbound(), gruus), granted);
        binding.granted(flow, grant);
        context.send().events().flowUp(flow.toString());
        return new Registration.Bound(me().contactUri(flow), granted, grant.outbound(), gruus);
    }

    /** Schedules the next try. Retries happen only after a binding; the outcome of the first try is returned to the caller. */
    private void carryOn(Registration registration) {
        switch (registration) {
            case Registration.Bound bound -> {
                on(new RegistrationState.Event.Bound(
                        bound.expires(), binding.proven().orElse(true)));
                if (binding.flow().filter(flow -> !flow.open()).isPresent())
                    lost("its connection was lost after the answer");
            }
            case Registration.Unbound _ -> stop();
            case Registration.Denied denied
            when !mayHeal(denied.status()) -> {
                on(new RegistrationState.Event.Denied());
                letGo();
            }
            case Registration.Denied denied -> missed(denied.retryAfter());
            case Registration.Unheard unheard ->
                missed(
                        unheard.failure() instanceof Failure.HeldBack held
                                ? Optional.of(held.left())
                                : Optional.empty());
        }
    }

    private static boolean mayHeal(int status) {
        return status == 408 || status == 480 || (status >= 500 && status < 600);
    }

    /** Keeps the flow as long as it works: another connection does not help against a busy server (RFC 5626 §4.2.2). */
    private void missed(Optional<Duration> retryAfter) {
        on(new RegistrationState.Event.Missed(retryAfter, binding.isKeptAlive(), observer.othersUp(this)));
    }

    private void stop() {
        on(new RegistrationState.Event.Stopped());
        letGo();
    }

    private void on(RegistrationState.Event event) {
        RegistrationState.Step step = state.on(event);
        state = step.next();
        for (RegistrationState.Effect effect : step.effects()) perform(effect);
    }

    private void perform(RegistrationState.Effect effect) {
        switch (effect) {
            case RegistrationState.Effect.CameBack _ -> observer.cameBack(this);
            case RegistrationState.Effect.Refresh refresh -> ring(times.refresh(refresh.expires()));
            case RegistrationState.Effect.Retry retry ->
                ring(retry.after().orElseGet(() -> times.afterFailure(retry.failures(), observer.othersUp(this))));
            case RegistrationState.Effect.Reconnect _ -> ring(times.afterLostConnection());
            case RegistrationState.Effect.Rest _ -> wheel().stop(this);
        }
    }

    private void ring(Duration after) {
        wheel().set(this, after.toNanos());
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
