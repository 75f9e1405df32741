package io.aldis.server.runtime;

import io.aldis.net.Flow;
import io.aldis.server.Answer;
import io.aldis.server.Arrival;
import io.aldis.server.Binding;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.MailboxEntry;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Sender;
import io.aldis.server.ServerEvents;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks of each event whether it may come now, and what has begun and not ended. Safe for every thread. */
final class PairedEvents implements ServerEvents {
    /** One request: how often each has happened. */
    private static final class Request {
        private int identified;
        private int routed;
        private int ends;
        private int branches;
    }

    private final Map<Arrival, Request> requests = new IdentityHashMap<>();
    private final Map<String, Integer> deliveries = new HashMap<>();
    private final Map<Flow, Boolean> flows = new IdentityHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> kinds = new TreeSet<>();

    /** Names of the events that have come. */
    synchronized Set<String> kinds() {
        return Set.copyOf(kinds);
    }

    /** What came and must not. */
    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** Requests, branches and deliveries that have begun and not ended. */
    synchronized List<String> open() {
        var open = new ArrayList<String>();
        requests.forEach((arrival, request) -> {
            if (request.ends == 0) open.add("request " + arrival.request().callId());
            if (request.branches > 0) open.add("branch of " + arrival.request().callId());
        });
        deliveries.forEach((delivery, count) -> {
            if (count > 0) open.add("delivery " + delivery);
        });
        return open;
    }

    synchronized int openFlows() {
        return flows.size();
    }

    private Request of(String kind, Arrival arrival) {
        kinds.add(kind);
        Request request = requests.get(arrival);
        check(request != null, kind + " of a request that was not received");
        return request == null ? new Request() : request;
    }

    private void check(boolean right, String what) {
        if (!right) wrong.add(what);
    }

    @Override
    public synchronized void received(Arrival request) {
        kinds.add("received");
        check(requests.put(request, new Request()) == null, "received twice");
    }

    @Override
    public synchronized void identified(Arrival request, Sender sender) {
        Request known = of("identified", request);
        check(known.identified++ == 0 && known.ends == 0, "identified twice, or after the end");
    }

    @Override
    public synchronized void routed(Arrival request, Destination destination, List<Target> targets) {
        Request known = of("routed", request);
        check(known.routed++ == 0 && known.ends == 0, "routed twice, or after the end");
    }

    @Override
    public synchronized void branchStarted(Arrival request, Target target) {
        of("branchStarted", request).branches++;
    }

    @Override
    public synchronized void sent(Arrival request, Target target, Flow flow) {
        check(of("sent", request).branches > 0, "sent without a branch");
    }

    @Override
    public synchronized void branchAnswered(Arrival request, Target target, int code) {
        check(of("branchAnswered", request).branches-- > 0, "an answer without a branch");
    }

    @Override
    public synchronized void branchFailed(Arrival request, Target target, String why) {
        check(of("branchFailed", request).branches-- > 0, "a failure without a branch");
    }

    @Override
    public synchronized void answered(Arrival request, int code) {
        check(of("answered", request).ends++ == 0, "answered twice");
    }

    @Override
    public synchronized void answered(Arrival request, Answer answer) {
        kinds.add("answered by the server");
        answered(request, answer.status().code());
    }

    @Override
    public synchronized void retransmitted(SipRequest request, Flow flow) {
        kinds.add("retransmitted");
    }

    @Override
    public synchronized void turnedAway(SipRequest request, Flow flow) {
        kinds.add("turnedAway");
    }

    @Override
    public synchronized void malformed(Flow flow) {
        kinds.add("malformed");
    }

    @Override
    public synchronized void stray(Flow flow) {
        kinds.add("stray");
    }

    @Override
    public synchronized void stored(long id, StoredMessage message, Set<String> devices) {
        kinds.add("stored");
    }

    @Override
    public synchronized void mailboxFull(StoredMessage message, StoreResult.Bound bound) {
        kinds.add("mailboxFull");
    }

    @Override
    public synchronized void deliveryStarted(Device device, PendingDelivery copy) {
        kinds.add("deliveryStarted");
        check(deliveries.merge(name(device, copy), 1, Integer::sum) == 1, "two deliveries of one copy at a time");
    }

    private static String name(Device device, PendingDelivery copy) {
        return copy.id() + " to " + device;
    }

    private void deliveryEnded(String kind, Device device, PendingDelivery copy) {
        kinds.add(kind);
        check(deliveries.merge(name(device, copy), -1, Integer::sum) == 0, kind + " without a delivery");
    }

    @Override
    public synchronized void deliveryAnswered(Device device, PendingDelivery copy, int code) {
        deliveryEnded("deliveryAnswered", device, copy);
    }

    @Override
    public synchronized void deliveryPostponed(Device device, PendingDelivery copy, int code, Instant until) {
        deliveryEnded("deliveryPostponed", device, copy);
    }

    @Override
    public synchronized void deliveryWithdrawn(Device device, PendingDelivery copy) {
        deliveryEnded("deliveryWithdrawn", device, copy);
    }

    @Override
    public synchronized void expired(MailboxEntry message) {
        kinds.add("expired");
    }

    @Override
    public synchronized void registered(Aor account, List<Binding> set) {
        kinds.add("registered");
    }

    @Override
    public synchronized void bindingsGone(Aor account, List<Binding> gone) {
        kinds.add("bindingsGone");
    }

    @Override
    public synchronized void flowOpened(Flow flow) {
        kinds.add("flowOpened");
        check(flows.put(flow, true) == null, "a flow opened twice");
    }

    @Override
    public synchronized void flowClosed(Flow flow) {
        kinds.add("flowClosed");
        check(flows.remove(flow) != null, "a flow closed that was not open");
    }
}
