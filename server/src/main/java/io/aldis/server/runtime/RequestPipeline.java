package io.aldis.server.runtime;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.EndpointUser;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.Answer;
import io.aldis.server.Arrival;
import io.aldis.server.Destination;
import io.aldis.server.Identified;
import io.aldis.server.Permitted;
import io.aldis.server.RateLimits;
import io.aldis.server.Route;
import io.aldis.server.Sender;
import io.aldis.server.ServerEvents;
import io.aldis.server.Step;
import io.aldis.server.authentication.Authentication;
import io.aldis.server.location.LocationService;
import io.aldis.server.policy.MessagePolicies;
import io.aldis.server.policy.PolicyStage;
import io.aldis.server.registrar.Registrar;
import io.aldis.server.validation.Validation;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.ServerTransaction;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages that a request passes, each once and in this order: admission control ({@link AdmissionControl}), validation ({@link Validation}),
 * authentication ({@link Authentication}), policy ({@link PolicyStage}), location ({@link LocationService}), delivery ({@link DeliveryDecision}). A
 * stage passes its result to the next one, or gives the answer that ends processing. For the event loop.
 */
final class RequestPipeline implements EndpointUser {
    private static final Logger LOG = LoggerFactory.getLogger(RequestPipeline.class);

    private final Entry entry;
    private final Checks checks;
    private final LocationService location;
    private final Ends ends;

    /**
     * What receives requests and sends answers.
     *
     * @param events hear what happens
     * @param clock stamps the arrival of a request
     */
    record Entry(
            SipEndpoint endpoint,
            AdmissionControl admission,
            AnswerWriter answers,
            ServerEvents events,
            InstantSource clock) {}

    /**
     * The stages before location.
     *
     * @param extensions policies of the operator for each MESSAGE
     */
    record Checks(
            Validation validation, Authentication authentication, PolicyStage policy, MessagePolicies extensions) {}

    /**
     * The components that complete a request.
     *
     * @param server answers requests to the server itself
     * @param hidden answers unauthenticated senders that must not learn which users exist; absent when they may
     */
    record Ends(ServerRequests server, Registrar registrar, DeliveryDecision delivery, Optional<HiddenUsers> hidden) {}

    RequestPipeline(Entry entry, Checks checks, LocationService location, Ends ends) {
        this.entry = entry;
        this.checks = checks;
        this.location = location;
        this.ends = ends;
    }

    // ---- admission control

    @Override
    public boolean isHeardUnderOverload(byte[] bytes, Flow flow) {
        boolean heard = entry.admission().isHeardUnderOverload(bytes, flow);
        if (!heard) entry.events().discarded(flow);
        return heard;
    }

    @Override
    public void overflowed(SipRequest request, Flow flow) {
        entry.events().turnedAway(request, flow);
    }

    @Override
    public OptionalInt relief(Flow flow) {
        return entry.admission().relief(flow);
    }

    // ---- requests

    @Override
    public void request(ServerTransaction<Flow> exchange) {
        SipRequest request = exchange.request();
        Flow flow = exchange.origin();
        Optional<SipResponse> refusal = entry.admission().refuses(request, flow);
        if (refusal.isPresent()) {
            entry.events().turnedAway(request, flow);
            exchange.answerAndForget(refusal.get());
            return;
        }
        var arrival = Arrival.of(exchange, entry.events(), entry.clock().instant());
        entry.events().received(arrival);
        if (request.method().makesDialog())
            location.opened(flow); // that end of the dialog may be reachable only over this flow (RFC 5626 §5.3)
        try {
            if (request.method().equals(Method.CANCEL)) cancel(exchange);
            else check(arrival, exchange);
        } catch (RuntimeException e) {
            LOG.error("internal error while processing a {}: answered 500", request.method(), e);
            Answer answer = Answer.of(500);
            arrival.answering(answer);
            entry.answers().giveAnybody(exchange, flow, answer);
        }
    }

    private void check(Arrival arrival, ServerTransaction<Flow> exchange) {
        Step<Identified> known = checks.validation().admit(arrival).then(checks.authentication()::identify);
        if (known instanceof Step.Go<Identified>(Identified sure))
            entry.events().identified(arrival, sure.sender());
        switch (known.then(checks.policy()::permit)) {
            case Step.Stop<Permitted>(Answer answer) -> {
                arrival.answering(answer);
                if (known instanceof Step.Go<Identified>(Identified sure) && isProven(sure))
                    entry.answers().give(exchange, answer);
                else entry.answers().giveAnybody(exchange, arrival.flow(), answer);
            }
            case Step.Go<Permitted>(Permitted permitted) -> extended(permitted, exchange);
        }
    }

    /** The policies of the operator decide about a MESSAGE, later; without one it goes on at once. */
    private void extended(Permitted permitted, ServerTransaction<Flow> exchange) {
        Identified identified = permitted.identified();
        boolean asked = !checks.extensions().isEmpty()
                && identified.request().method().equals(Method.MESSAGE)
                && !(identified.admitted().destination()
                        instanceof Destination.Holding); // asked at the server that it comes from
        if (asked) checks.extensions().decide(identified, decided -> goOn(decided, identified, exchange));
        else end(permitted, exchange);
    }

    private void goOn(Step<Identified> decided, Identified asked, ServerTransaction<Flow> exchange) {
        try {
            switch (decided) {
                case Step.Stop<Identified>(Answer answer) -> answer(exchange, asked, answer);
                case Step.Go<Identified>(Identified identified) ->
                    end(checks.policy().again(identified), exchange);
            }
        } catch (RuntimeException e) {
            LOG.error("internal error after the policies of a MESSAGE: answered 500", e);
            answer(exchange, asked, Answer.of(500));
        }
    }

    private void end(Permitted permitted, ServerTransaction<Flow> exchange) {
        Identified identified = permitted.identified();
        boolean publish = identified.request().method().equals(Method.PUBLISH);
        switch (permitted.destination()) {
            case Destination.Here _ ->
                answer(exchange, identified, ends.server().answer(identified.request()));
            case Destination.Registrar registrar ->
                ends.registrar().register(identified, registrar, result -> {
                    give(exchange, identified, result.answer());
                    if (result.changed()) ends.delivery().registered(registrar.aor(), result.set());
                });
            case Destination.User _
            when publish && !isHidden(identified) -> // the server keeps no presence
                answer(exchange, identified, ends.server().notAllowed());
            default -> {
                if (isHidden(identified)) hide(permitted, exchange);
                else deliver(permitted, exchange);
            }
        }
    }

    private void deliver(Permitted permitted, ServerTransaction<Flow> exchange) {
        Identified identified = permitted.identified();
        Route route = location.route(permitted);
        ends.delivery()
                .decide(
                        identified,
                        route,
                        new DeliveryDecision.Pending(exchange, answer -> answer(exchange, identified, answer)));
    }

    private void hide(Permitted permitted, ServerTransaction<Flow> exchange) {
        ends.hidden()
                .ifPresent(
                        hidden -> hidden.answer(permitted, answer -> answer(exchange, permitted.identified(), answer)));
    }

    /** Whether the sender must not learn whether the user exists. */
    private boolean isHidden(Identified identified) {
        Destination to = identified.admitted().destination();
        return ends.hidden().isPresent()
                && identified.sender() instanceof Sender.Stranger
                && (to instanceof Destination.User || to instanceof Destination.Instance);
    }

    /**
     * RFC 3261 §16.10: the server answers the CANCEL, and cancels the branches of the INVITE; on other requests it has no effect (§9.2). 200 also
     * when the request was already answered, for example by a challenge: its transaction exists. A CANCEL cannot be challenged (§22.1).
     */
    private void cancel(ServerTransaction<Flow> cancel) {
        var transactions = entry.endpoint().transactions();
        Optional<ServerTransaction<Flow>> invited = transactions.invitedBy(cancel.request());
        entry.answers().give(cancel, Answer.of(transactions.matches(cancel.request()) ? 200 : 481));
        invited.filter(invite -> !invite.answered()).ifPresent(ServerTransaction::cancelled);
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {
        try {
            Step<Permitted> step = checks.validation()
                    .admit(new Arrival(
                            ack,
                            Optional.empty(),
                            flow,
                            entry.events(),
                            entry.clock().instant()))
                    .then(checks.authentication()::identify)
                    .then(checks.policy()::permit);
            if (step instanceof Step.Go<Permitted>(Permitted permitted))
                ends.delivery().pass(permitted.identified(), location.route(permitted));
        } catch (RuntimeException e) {
            LOG.error("internal error while processing an ACK", e);
        }
    }

    @Override
    public void retransmitted(SipRequest request, Flow flow) {
        entry.events().retransmitted(request, flow);
    }

    @Override
    public void malformed(Flow flow) {
        entry.events().malformed(flow);
    }

    @Override
    public void stray(Flow flow) {
        entry.events().stray(flow);
    }

    @Override
    public void opened(Flow flow) {
        entry.events().flowOpened(flow);
    }

    @Override
    public void closed(Flow flow) {
        location.closed(flow);
        if (flow.established()) entry.events().flowClosed(flow);
    }

    // ---- configuration and shutdown

    /** Sets the rates for requests from now on. On the event loop. */
    void rates(RateLimits other) {
        entry.admission().intake(other);
        entry.endpoint().shed(Math.max(0, other.delay().toNanos()));
    }

    /** Refuses new requests, stops deliveries from mailboxes, and stops listening. */
    void end() {
        entry.admission().end();
        ends.delivery().end();
        entry.endpoint().stopListening();
    }

    /** Answers 503 to all requests that are not answered yet. */
    void giveUp() {
        for (ServerTransaction<Flow> exchange : entry.endpoint().transactions().unanswered())
            exchange.answer(entry.admission().refusal(exchange.request()));
    }

    // ---- answers

    private void answer(ServerTransaction<Flow> exchange, Identified identified, Answer answer) {
        if (isProven(identified)) give(exchange, identified, answer);
        else {
            identified.admitted().arrival().answering(answer);
            entry.answers().giveAnybody(exchange, identified.admitted().flow(), answer);
        }
    }

    private void give(ServerTransaction<Flow> exchange, Identified identified, Answer answer) {
        identified.admitted().arrival().answering(answer);
        entry.answers().give(exchange, answer);
    }

    /** Whether the source address of the request is proven not to be forged. */
    private static boolean isProven(Identified identified) {
        return switch (identified.sender()) {
            case Sender.User _, Sender.Trusted _ -> true;
            case Sender.Party _ -> identified.admitted().insideDialog();
            case Sender.Stranger _ -> false;
        };
    }
}
