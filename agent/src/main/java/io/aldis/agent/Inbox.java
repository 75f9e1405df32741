package io.aldis.agent;

import io.aldis.agent.Protection.Opened;
import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.ServerTransaction;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a MESSAGE that is for us, or does not, and answers it: block list, a copy by another path, Date, protection, content, then what the
 * application says. What is taken is heard in the order of its sender. A 2xx never has a body or a Contact: there is no way to
 * put one in (RFC 3428 §7).
 */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final Verdict OFF_DATE = new Verdict(Status.of(400, "Incorrect Date or Time"), List.of());

    private final SipEndpoint endpoint;
    private final Plan plan;
    private final Receiving rules;
    private final Lanes lanes;
    private final Screener screener;
    private final ContentReader reader;
    private final Opener opener;
    private final SeenMessages seen;
    private final DateRule dates;

    /** @param lanes where listeners run */
    Inbox(SipEndpoint endpoint, Plan plan, Lanes lanes) {
        this.endpoint = endpoint;
        this.plan = plan;
        this.rules = plan.receiving();
        this.lanes = lanes;
        this.screener = new Screener(endpoint, rules.screening());
        this.reader = new ContentReader(rules.acceptance());
        this.opener = new Opener(endpoint, plan.protection());
        this.seen = new SeenMessages(endpoint.transactions().timers().timeout());
        this.dates = new DateRule(rules.dates(), rules.clock(), addresses(plan.servers()));
    }

    private static Set<InetSocketAddress> addresses(List<Hop> servers) {
        return servers.stream()
                .flatMap(server ->
                        server.literal().stream().map(literal -> new InetSocketAddress(literal, server.port())))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** There was no binding before, and now there is. */
    void cameBack() {
        dates.cameBack();
    }

    /**
     * Answers a MESSAGE, now or a little later.
     *
     * @param call the one that it came in
     * @param listener hears of it when it is taken
     */
    void receive(
            ServerTransaction<Flow> transaction, Flow flow, Optional<Call> call, Consumer<IncomingMessage> listener) {
        SipRequest request = transaction.request();
        var blocked = rules.blocked().answer(request.from().uri());
        if (blocked.isPresent()) {
            answer(transaction, Verdict.of(blocked.get(), rules.acceptance()));
        } else if (!seen.isNew(request, endpoint.wheel().now())) {
            answer(transaction, Verdict.of(482));
        } else {
            inTime(new Arrival(transaction, flow, call, listener));
        }
    }

    /** @param listener hears of the message when it is taken */
    private record Arrival(
            ServerTransaction<Flow> transaction, Flow flow, Optional<Call> call, Consumer<IncomingMessage> listener) {
        SipRequest request() {
            return transaction.request();
        }
    }

    private void inTime(Arrival arrival) {
        var times = Times.of(arrival.request(), rules.clock().instant());
        switch (dates.judge(arrival.request(), times, arrival.flow())) {
            case GOOD -> open(arrival, times);
            case REPLAY -> open(arrival, times.asPossibleReplay());
            case REFUSE -> refuse(arrival.transaction(), OFF_DATE);
            case IGNORE -> {
                seen.forget(arrival.request());
                arrival.transaction().abandon();
            }
        }
    }

    private void open(Arrival arrival, Times times) {
        var closed = opener.closed(arrival.request(), times.date());
        if (closed.isEmpty()) {
            read(arrival, times, reader.read(arrival.request()), Security.NONE);
        } else {
            boolean taken = opener.open(closed.get(), opened -> opened(arrival, times, closed.get(), opened));
            if (!taken) refuse(arrival.transaction(), Verdict.of(480));
        }
    }

    private void opened(Arrival arrival, Times times, Opener.Closed closed, Opened opened) {
        boolean same = opened.content().equals(closed.body());
        if (!opened.security().readable())
            refuse(arrival.transaction(), Verdict.undecipherable(closed.by().certificates()));
        else
            read(
                    arrival,
                    times,
                    same ? reader.read(arrival.request()) : reader.read(opened.content()),
                    opened.security());
    }

    private void read(Arrival arrival, Times times, ContentReader.Read read, Security security) {
        switch (read) {
            case ContentReader.Read.Refused(Verdict why) -> refuse(arrival.transaction(), why);
            case ContentReader.Read.Taken(Content content) ->
                screen(arrival, new IncomingMessage(arrival.request(), content, times, arrival.call()).with(security));
        }
    }

    private void screen(Arrival arrival, IncomingMessage message) {
        screener.screen(message, said -> settle(arrival, message, said));
    }

    private void settle(Arrival arrival, IncomingMessage message, Screening said) {
        switch (said) {
            case Screening.Take _ -> take(arrival, message, 200);
            case Screening.TakeForLater _ -> take(arrival, message, 202);
            case Screening.Refuse refusal -> refuse(arrival.transaction(), Verdict.of(refusal, rules.acceptance()));
        }
    }

    private void take(Arrival arrival, IncomingMessage message, int code) {
        boolean taken = lanes.offer(message.from().text(), () -> deliver(message, arrival.listener()));
        if (taken) answer(arrival.transaction(), Verdict.of(code));
        else refuse(arrival.transaction(), Verdict.of(480));
    }

    /** On a virtual thread; only now is it known whether it is late. */
    private void deliver(IncomingMessage message, Consumer<IncomingMessage> listener) {
        boolean over = message.isOver(rules.clock().instant());
        if (over && rules.late() == Late.DROP)
            LOG.info("Message {} was over at {} and is dropped", message.id().value(), message.expiry());
        else listener.accept(over && rules.late() == Late.MARK ? message.markedAsExpired() : message);
    }

    /** When it comes again, it is judged again. */
    private void refuse(ServerTransaction<Flow> transaction, Verdict why) {
        seen.forget(transaction.request());
        answer(transaction, why);
    }

    private void answer(ServerTransaction<Flow> transaction, Verdict why) {
        SipRequest request = transaction.request();
        var answer = plan.answer(request, why.status(), endpoint.tags().of(request));
        why.writeTo(answer);
        transaction.answer(answer.build());
    }
}
