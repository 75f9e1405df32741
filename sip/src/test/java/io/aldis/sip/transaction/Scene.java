package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A transaction layer with the default timers of RFC 3261, time that a test turns, and users that write down what they hear. */
final class Scene implements Transactions.User<Wire>, ClientTransaction.User<Wire> {
    /** Clocks begin anywhere, below zero too. */
    private static final long START = -7_000_000_000L;

    private static final long SEED = 0x5eed;

    final TimerWheel wheel = new TimerWheel(START);
    final Transactions<Wire> transactions;
    final RecordingWire udp = new RecordingWire(this, false);
    final RecordingWire tcp = new RecordingWire(this, true);
    final List<ServerTransaction<Wire>> requests = new ArrayList<>();
    final List<SipRequest> acks = new ArrayList<>();
    final List<Integer> responses = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final List<String> repeated = new ArrayList<>();

    Scene() {
        this(Timers.DEFAULT, Transactions.Capacity.DEFAULT);
    }

    Scene(Timers timers, Transactions.Capacity capacity) {
        transactions = new Transactions<>(timers, wheel, capacity, SEED, this);
    }

    long millis() {
        return (wheel.now() - START) / 1_000_000;
    }

    /** Time goes on, tick by tick, as on an event loop. */
    void passes(Duration time) {
        long until = wheel.now() + time.toNanos();
        while (wheel.now() < until) {
            wheel.advance(Math.min(wheel.now() + TimerWheel.TICK, until));
            transactions.tidy();
        }
    }

    void passesMillis(long millis) {
        passes(Duration.ofMillis(millis));
    }

    ServerTransaction<Wire> arrives(String request, Wire back) {
        transactions.received(new Received<>(Given.request(request), back, back));
        return requests.getLast();
    }

    ClientTransaction<Wire> sends(String request, Wire wire) {
        SipRequest parsed = Given.request(request);
        return transactions.send(parsed.bytes(), parsed.topVia().branch(), wire, this);
    }

    ClientTransaction<Wire> sendsInvite(String invite, Wire wire) {
        SipRequest parsed = Given.request(invite);
        return transactions.sendInvite(parsed, parsed.topVia().branch(), wire, this);
    }

    /** The other side answers a request of ours. */
    boolean answered(String request, int code) {
        return transactions.received(response(Given.request(request), code));
    }

    static SipResponse response(SipRequest request, int code) {
        return request.answer(Status.of(code), "totag").build();
    }

    static void answer(ServerTransaction<Wire> transaction, int code) {
        transaction.answer(response(transaction.request(), code));
    }

    @Override
    public void request(ServerTransaction<Wire> transaction) {
        requests.add(transaction);
    }

    @Override
    public void retransmitted(SipRequest request, Wire origin) {
        repeated.add(request.method() + " again");
    }

    @Override
    public void overflowed(SipRequest request, Wire origin) {
        repeated.add(request.method() + " overflowed");
    }

    @Override
    public void ack(SipRequest ack, Wire origin) {
        acks.add(ack);
    }

    @Override
    public void response(ClientTransaction<Wire> transaction, SipResponse response) {
        responses.add(response.code());
    }

    @Override
    public void failed(ClientTransaction<Wire> transaction, ClientTransaction.Failure failure, String why) {
        failures.add(failure + ": " + why);
    }
}
