package io.aldis.agent.receive;

import io.aldis.agent.AgentSettings;
import io.aldis.agent.Content;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Late;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.agent.Protection;
import io.aldis.agent.Protection.Opened;
import io.aldis.agent.Screening;
import io.aldis.agent.Security;
import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.ServerTransaction;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts or refuses a MESSAGE to us, and answers it: block list, copy over another path, Date, protection, content, then the decision of
 * the application. Listeners are called for accepted messages in order per sender. A 2xx never has a body or a Contact (RFC 3428 §7).
 */
public final class MessageReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(MessageReceiver.class);
    private static final ResponseSpec OFF_DATE = new ResponseSpec(Status.of(400, "Incorrect Date or Time"), List.of());

    private final Responses responses;
    private final SipEndpoint endpoint;
    private final Rules rules;
    private final Audience audience;
    private final BlockList blocked;
    private final Screener screener;
    private final ContentReader reader;
    private final ContentOpener opener;
    private final SeenMessages seen;
    private final DateRule dates;

    /**
     * What is accepted.
     *
     * @param servers our servers, which may have stored what they deliver over a connection
     */
    public record Rules(
            AgentSettings.Receiving settings,
            AcceptedContent acceptance,
            Optional<Protection> protection,
            InstantSource clock,
            Set<InetSocketAddress> servers) {}

    /**
     * The receivers of an accepted message.
     *
     * @param callbacks runs the listeners
     * @param sender sends an answer outside of calls
     */
    public record Audience(
            KeyedExecutor callbacks,
            Listeners<IncomingMessage> listeners,
            Function<Message, CompletableFuture<Outcome>> sender) {}

    public MessageReceiver(Responses responses, Rules rules, Audience audience) {
        this.responses = responses;
        this.endpoint = responses.endpoint();
        this.rules = rules;
        this.audience = audience;
        this.blocked = BlockList.of(rules.settings().accepted().blocked());
        this.screener = new Screener(endpoint, rules.settings().screen());
        this.reader = new ContentReader(rules.acceptance());
        this.opener = new ContentOpener(endpoint, rules.protection());
        this.seen = new SeenMessages(endpoint.transactions().timers().timeout());
        this.dates = new DateRule(rules.settings().dates().check(), rules.clock(), rules.servers());
    }

    /** A registration has made a new binding. */
    public void cameBack() {
        dates.cameBack();
    }

    /**
     * Answers a MESSAGE, now or a little later.
     *
     * @param call in which it arrived
     */
    void receive(ServerTransaction<Flow> transaction, Optional<CallRequests.InCall> call) {
        SipRequest request = transaction.request();
        var refusal = blocked.answer(request.from().uri());
        if (refusal.isPresent()) {
            answer(transaction, ResponseSpec.of(refusal.get(), rules.acceptance()));
        } else if (!seen.isNew(request, endpoint.wheel().now())) {
            answer(transaction, ResponseSpec.of(482));
        } else {
            inTime(new Arrival(transaction, call));
        }
    }

    private record Arrival(ServerTransaction<Flow> transaction, Optional<CallRequests.InCall> call) {
        SipRequest request() {
            return transaction.request();
        }
    }

    private void inTime(Arrival arrival) {
        var times = MessageTimes.of(arrival.request(), rules.clock().instant());
        switch (dates.judge(arrival.request(), times, arrival.transaction().origin())) {
            case GOOD -> open(arrival, times);
            case REPLAY -> open(arrival, times.asPossibleReplay());
            case REFUSE -> refuse(arrival.transaction(), OFF_DATE);
            case IGNORE -> {
                seen.forget(arrival.request());
                arrival.transaction().abandon();
            }
        }
    }

    private void open(Arrival arrival, MessageTimes times) {
        var closed = opener.closed(arrival.request(), times.date());
        if (closed.isEmpty()) {
            read(arrival, times, reader.read(arrival.request()), Security.NONE);
        } else {
            boolean taken = opener.open(closed.get(), opened -> opened(arrival, times, closed.get(), opened));
            if (!taken) refuse(arrival.transaction(), ResponseSpec.of(480));
        }
    }

    private void opened(Arrival arrival, MessageTimes times, ContentOpener.Closed closed, Opened opened) {
        boolean same = opened.content().equals(closed.body());
        if (!opened.security().readable())
            refuse(
                    arrival.transaction(),
                    ResponseSpec.undecipherable(closed.by().certificates()));
        else
            read(
                    arrival,
                    times,
                    same ? reader.read(arrival.request()) : reader.read(opened.content()),
                    opened.security());
    }

    private void read(Arrival arrival, MessageTimes times, ContentReader.Read read, Security security) {
        switch (read) {
            case ContentReader.Read.Refused(ResponseSpec why) -> refuse(arrival.transaction(), why);
            case ContentReader.Read.Taken(Content content) ->
                screen(
                        arrival,
                        new ReceivedMessage(
                                arrival.request(),
                                content,
                                times,
                                new ReceivedMessage.Finding(
                                        arrival.call().map(CallRequests.InCall::call), security, false),
                                audience.sender()));
        }
    }

    private void screen(Arrival arrival, ReceivedMessage message) {
        screener.screen(message, said -> settle(arrival, message, said));
    }

    private void settle(Arrival arrival, ReceivedMessage message, Screening said) {
        switch (said) {
            case Screening.Take _ -> take(arrival, message, 200);
            case Screening.TakeForLater _ -> take(arrival, message, 202);
            case Screening.Refuse refusal ->
                refuse(arrival.transaction(), ResponseSpec.of(refusal, rules.acceptance()));
        }
    }

    private void take(Arrival arrival, ReceivedMessage message, int code) {
        boolean taken = audience.callbacks().offer(message.from().text(), () -> deliver(message, arrival));
        if (taken) answer(arrival.transaction(), ResponseSpec.of(code));
        else refuse(arrival.transaction(), ResponseSpec.of(480));
    }

    /** On a virtual thread; whether the message has expired is known only now. */
    private void deliver(ReceivedMessage message, Arrival arrival) {
        Late late = rules.settings().dates().late();
        boolean over = message.isOver(rules.clock().instant());
        if (over && late == Late.DROP)
            LOG.info("message={} expired={}: dropped", message.id().value(), message.expiry());
        else tell(over && late == Late.MARK ? message.markedAsExpired() : message, arrival);
    }

    private void tell(IncomingMessage message, Arrival arrival) {
        arrival.call()
                .flatMap(CallRequests.InCall::listener)
                .ifPresentOrElse(
                        own -> Listeners.tell(own, message),
                        () -> audience.listeners().tell(message));
    }

    /** Forgets a refused message: when it is sent again, it is checked again. */
    private void refuse(ServerTransaction<Flow> transaction, ResponseSpec why) {
        seen.forget(transaction.request());
        answer(transaction, why);
    }

    private void answer(ServerTransaction<Flow> transaction, ResponseSpec why) {
        SipRequest request = transaction.request();
        var answer = responses.begin(request, why.status());
        why.writeTo(answer);
        transaction.answer(answer.build());
    }
}
