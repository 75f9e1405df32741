package io.aldis.agent;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.Aor;
import io.aldis.sip.outbound.OwnGruus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A user agent for messages (RFC 3428): one address, its sockets, and its binding with a server.
 *
 * {@snippet :
 * try (var alice = Agent.builder()
 *         .address("sip:alice@example.com")
 *         .password("secret")
 *         .server("127.0.0.1:5060;transport=tcp")
 *         .instance("lunch-bot") // the same device after a restart: it gets what came meanwhile
 *         .onMessage(in -> IO.println(in.from().text() + ": " + in.content()))
 *         .open()) {
 *     alice.register();
 *     IO.println(switch (alice.send(Message.text("sip:bob@example.com", "Lunch?"))) {
 *         case Outcome.Delivered(_, var took, _) -> "delivered in " + took.toMillis() + " ms";
 *         case Outcome.Accepted _ -> "a relay will try";
 *         case Outcome.Refused(_, var code, var why, _, _) -> code + " " + why;
 *         case Outcome.Failed(_, var failure, _) -> failure.sentence();
 *     });
 * }
 * }
 *
 * <p>Safe for every thread. What the network and the peer do comes back as values; exceptions are for misuse only.
 */
public final class Agent implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final SipEndpoint endpoint;
    private final Plan plan;
    private final Lanes lanes = new Lanes();
    private final Turns turns = new Turns();
    private final Requests requests;
    private final Flows flows;
    private final Calls calls;
    private final Reception reception;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Agent(SipEndpoint endpoint, Plan plan) {
        this.endpoint = endpoint;
        this.plan = plan;
        this.requests = new Requests(endpoint, plan);
        this.flows = new Flows(requests, plan, lanes, this::cameBack);
        this.calls = new Calls(requests, plan, lanes);
        this.reception = new Reception(requests, lanes, flows, calls);
    }

    private void cameBack() {
        reception.cameBack();
    }

    static Agent open(Plan plan) {
        var agent = new CompletableFuture<Agent>();
        SipEndpoint.open(plan.settings(), endpoint -> {
            var made = new Agent(endpoint, plan);
            agent.complete(made);
            return made.reception;
        });
        return agent.join();
    }

    /** An agent that is not open yet. */
    public static AgentBuilder builder() {
        return new AgentBuilder();
    }

    /** Our own address. */
    public Aor address() {
        return plan.me().address();
    }

    /** The instance id under which this agent registers (RFC 5626 §4.1); see {@link AgentBuilder#instance(UUID)}. */
    public UUID instance() {
        return plan.me().device().id();
    }

    /** The sockets, with the ports that they really have. */
    public List<SipEndpoint.Bound> bound() {
        return endpoint.bound();
    }

    /**
     * The addresses of this one device that the server has made at the last registration (RFC 5627): whoever is given one reaches us here and
     * not the other devices of our user. None when there is no registration, or the server makes none.
     */
    public OwnGruus gruus() {
        return requests.reach().gruus();
    }

    /**
     * Registers our contact with the server and waits for its answer; with several servers for the first that says yes. Once {@link Registration.Bound} the binding is refreshed
     * before it expires, until {@link #unregister}, {@link #close}, or the server denies it; see {@link AgentBuilder#onRegistration}.
     * After another answer nothing is tried again before the next call.
     */
    public Registration register() {
        var answer = new CompletableFuture<Registration>();
        onLoop(
                () -> flows.register(answer::complete),
                () -> answer.complete(new Registration.Unheard(new Failure.Closed())));
        return await(answer, new Registration.Unheard(new Failure.Interrupted()));
    }

    /**
     * Takes our contact away from the server and waits for its answer; nothing is asked when there is no binding. The listener of
     * {@link AgentBuilder#onRegistration} hears {@link Registration.Unbound}.
     */
    public void unregister() {
        await(farewell(), Boolean.FALSE);
    }

    private CompletableFuture<Boolean> farewell() {
        var answer = new CompletableFuture<Boolean>();
        onLoop(() -> flows.unregister(() -> answer.complete(true)), () -> answer.complete(false));
        return answer;
    }

    /**
     * Sends a message and waits for its outcome, 32 seconds for each try at the most. Never throws for what the network does. The
     * peer may have taken the message although the outcome is {@link Outcome.Failed}.
     *
     * <p>One message is on its way to one address at a time (RFC 3428 §8); those behind it wait, and {@link Outcome#waited} says how
     * long. A thread that sends to several addresses at the same time uses {@link #sendAsync}.
     */
    public Outcome send(Message message) {
        var dispatch = dispatch(message);
        var interrupted = new Outcome.Failed(dispatch.id(), new Failure.Interrupted(), Duration.ZERO);
        return await(dispatch.outcome(), interrupted);
    }

    /** As {@link #send} without waiting; completes normally with every outcome, on a virtual thread. */
    public CompletableFuture<Outcome> sendAsync(Message message) {
        return dispatch(message).outcome();
    }

    private Dispatch dispatch(Message message) {
        Instant now = plan.sending().clock().instant();
        var id = new MessageId(plan.tokens().callId());
        return switch (new Seal(plan.protection(), address().uri()).put(message, now)) {
            case Seal.Result.Ready(var ready) -> dispatch(new Letter(id, ready, now));
            case Seal.Result.Impossible(var why) -> {
                var dispatch = new Dispatch(new Letter(id, message, now), _ -> {});
                dispatch.refused(why);
                yield dispatch;
            }
        };
    }

    private Dispatch dispatch(Letter letter) {
        Draft draft =
                letter.draft(plan.me().from(plan.tokens().tag()), plan.sending().route());
        var dispatch = new Dispatch(letter, then -> sendOut(draft, then));
        onLoop(() -> turns.take(draft.target(), dispatch), () -> dispatch.refused(new Failure.Closed()));
        return dispatch;
    }

    private void sendOut(Draft draft, Consumer<Reply> then) {
        if (plan.sending().follow()) new Chase(requests, then).send(draft);
        else requests.send(draft, then);
    }

    // ---- calls

    /** As {@link #call(Invitation)}, with SDP and a minute of patience. */
    public CallAnswer call(String to, byte[] sdp) {
        return call(Invitation.to(to, sdp));
    }

    /**
     * Places a call and waits for its answer, as long as the invitation has patience; then, and when the thread is interrupted, it is
     * cancelled. Of several phones that take it the first has it, and the others are hung up. Never throws for what the network does.
     */
    public CallAnswer call(Invitation invitation) {
        var answer = new CompletableFuture<CallAnswer>();
        var placed = new CompletableFuture<Dialling>();
        onLoop(
                () -> placed.complete(calls.dial(invitation, answer::complete)),
                () -> answer.complete(new CallAnswer.Failed(new Failure.Closed())));
        var known = await(answer, new CallAnswer.Failed(new Failure.Interrupted()));
        if (!answer.isDone())
            onLoop(() -> placed.thenAccept(dialling -> dialling.giveUp(new Failure.Interrupted())), () -> {});
        return known;
    }

    private static <T> T await(CompletableFuture<T> answer, T interrupted) {
        try {
            return answer.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return interrupted;
        } catch (ExecutionException e) {
            throw new IllegalStateException("An answer is never exceptional", e);
        }
    }

    private void onLoop(Runnable work, Runnable tooLate) {
        try {
            endpoint.execute(work);
        } catch (RejectedExecutionException _) {
            tooLate.run();
        }
    }

    /**
     * Hangs up, unregisters when registered, and waits for that, and for listeners that still have messages to hear, two seconds each at the
     * most; then closes the sockets. Who waits for an outcome hears {@link Failure.Closed}.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) return;
        var hungUp = new CompletableFuture<Boolean>();
        onLoop(() -> calls.close(() -> hungUp.complete(true)), () -> hungUp.complete(false));
        await(hungUp.completeOnTimeout(false, FAREWELL.toMillis(), TimeUnit.MILLISECONDS), false);
        await(farewell().completeOnTimeout(false, FAREWELL.toMillis(), TimeUnit.MILLISECONDS), false);
        onLoop(
                () -> {
                    turns.close();
                    requests.close();
                },
                () -> {});
        endpoint.close();
        plan.me().device().close();
        try {
            lanes.finish(FAREWELL);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
