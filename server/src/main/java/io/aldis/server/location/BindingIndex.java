package io.aldis.server.location;

import io.aldis.net.Flow;
import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.server.Reach;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import io.aldis.sip.HostPort;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipUri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The bindings in memory, each with its precomputed target, indexed by address, by contact and by connection. */
@OnEventLoop
final class BindingIndex {
    /**
     * A binding with its target.
     *
     * @param elsewhere whether only another server can reach it
     * @param lost whether the only connection that leads to it is closed: the binding has ended with it (RFC 5626 §7)
     */
    private record Spot(Binding binding, Target target, boolean elsewhere, boolean lost) {
        static Spot of(Binding binding, Target target, boolean elsewhere) {
            boolean lost = !elsewhere && !(target.reach() instanceof Reach.Over) && binding.onlyByItsConnection();
            return new Spot(binding, target, elsewhere, lost);
        }

        /** Whether its device had opened a connection to this server, which is closed. */
        boolean unconnected() {
            return !elsewhere && binding.cameOverAConnection() && !(target.reach() instanceof Reach.Over);
        }

        boolean liveAt(Instant now) {
            return binding.liveAt(now) && !lost;
        }
    }

    /** The account of a contact: another user who registers the same contact does not replace it while it lasts. */
    private record Known(Aor aor, Instant expires, Spot spot) {
        Target target() {
            return spot.target();
        }
    }

    /** The bindings of an address. @param version of its set in the store, 0 without one */
    private record Spots(List<Spot> all, long version) {
        static final Spots NONE = new Spots(List.of(), 0);
    }

    private final Map<Aor, Spots> spots = new HashMap<>();
    private final Map<String, Known> byContact = new HashMap<>();
    private final Map<String, Flow> flows = new HashMap<>();
    private final Map<String, Set<Aor>> onFlow = new HashMap<>();
    /** Number of contacts with that host and port. */
    private final Map<HostPort, Integer> places = new HashMap<>();

    private String here = "";

    /**
     * @param beginning prefix of the {@link Binding#clusterRoute} values of this server; until it is set, every binding with such a value counts as reached
     *     elsewhere
     */
    void here(String beginning) {
        here = beginning;
        for (Aor aor : List.copyOf(spots.keySet())) replace(aor, all(aor));
    }

    /** The version of that address stays. */
    void replace(Aor aor, List<Binding> bindings) {
        replace(aor, bindings, version(aor));
    }

    /** @param version of the set in the store, 0 for a set that is in no store */
    void replace(Aor aor, List<Binding> bindings, long version) {
        for (Spot old : spots(aor)) {
            byContact.computeIfPresent(
                    old.binding().contact().text(), (text, known) -> known.aor().equals(aor) ? null : known);
            places.computeIfPresent(place(old.binding().contact()), (place, count) -> count == 1 ? null : count - 1);
        }
        var fresh = new ArrayList<Spot>(bindings.size());
        for (Binding binding : bindings) fresh.add(spot(aor, binding));
        if (fresh.isEmpty() && version == 0) spots.remove(aor);
        else spots.put(aor, new Spots(fresh, version));
    }

    private List<Spot> spots(Aor aor) {
        return spots.getOrDefault(aor, Spots.NONE).all();
    }

    long version(Aor aor) {
        return spots.getOrDefault(aor, Spots.NONE).version();
    }

    private Spot spot(Aor aor, Binding binding) {
        boolean elsewhere = isElsewhere(binding);
        Reach reach = elsewhere
                ? NextHopRule.kept(binding, NextHopRule.along(binding.clusterRoute()))
                : NextHopRule.binding(binding, flows);
        List<String> route = elsewhere ? List.of(binding.clusterRoute()) : binding.path();
        var target = new Target(binding.contact().asRequestUri(), route, reach, Optional.of(Device.of(aor, binding)));
        var spot = Spot.of(binding, target, elsewhere);
        byContact.merge(
                binding.contact().text(),
                new Known(aor, binding.expires(), spot),
                (old, fresh) -> old.expires().isAfter(binding.updated()) ? old : fresh);
        places.merge(place(binding.contact()), 1, Integer::sum);
        if (reach instanceof Reach.Over)
            onFlow.computeIfAbsent(binding.flow(), id -> new HashSet<>()).add(aor);
        return spot;
    }

    private boolean isElsewhere(Binding binding) {
        return !binding.clusterRoute().isEmpty()
                && !flows.containsKey(binding.flow())
                && (here.isEmpty() || !binding.clusterRoute().startsWith(here));
    }

    /** The target of that account with that contact, if this server can reach it itself. */
    Optional<Target> held(Aor aor, SipUri contact, Instant now) {
        Optional<Target> latest = Optional.empty();
        for (Spot spot : spots(aor))
            if (!spot.elsewhere()
                    && spot.liveAt(now)
                    && spot.target().requestUri().text().equals(contact.text())) latest = Optional.of(spot.target());
        return latest;
    }

    /** All bindings, including expired ones. */
    List<Binding> all(Aor aor) {
        return spots(aor).stream().map(Spot::binding).toList();
    }

    /** The bindings that are valid at that time. */
    List<Binding> bindings(Aor aor, Instant now) {
        var live = new ArrayList<Binding>();
        for (Spot spot : spots(aor)) if (spot.liveAt(now)) live.add(spot.binding());
        return live;
    }

    /** The bindings of all accounts that are valid at that time. */
    Map<Aor, List<Binding>> live(Instant now) {
        Map<Aor, List<Binding>> live = new HashMap<>();
        for (Aor aor : spots.keySet()) {
            List<Binding> bindings = bindings(aor, now);
            if (!bindings.isEmpty()) live.put(aor, List.copyOf(bindings));
        }
        return live;
    }

    /** The bindings whose connection to this server is closed. */
    List<Binding> unconnected(Aor aor) {
        return spots(aor).stream().filter(Spot::unconnected).map(Spot::binding).toList();
    }

    List<Target> targets(Aor aor, Instant now) {
        List<Spot> known = spots(aor);
        if (known.size() == 1 && known.getFirst().liveAt(now))
            return List.of(known.getFirst().target());
        var live = new ArrayList<Spot>(known.size());
        for (Spot spot : known) if (spot.liveAt(now)) live.add(spot);
        return LatestFlowPerDevice.of(live, Spot::target, spot -> spot.binding().updated());
    }

    /**
     * How the device that registered exactly this contact is reached from this server, also when its binding has expired: a dialog may outlast it.
     */
    Optional<Reach> contact(SipUri uri) {
        return Optional.ofNullable(byContact.get(uri.text()))
                .or(() -> Optional.ofNullable(byContact.get(withoutOb(uri.text()))))
                .filter(known -> !known.spot().elsewhere())
                .map(Known::target)
                .map(Target::reach);
    }

    /** In a dialog phones add {@code ob} to the contact, which they do not when they register (RFC 5626 §4.3). */
    private static String withoutOb(String contact) {
        return contact.endsWith(";ob") ? contact.substring(0, contact.length() - 3) : contact;
    }

    /** The target of the device that registered exactly this contact, if its binding is valid at that time. */
    Optional<Target> device(SipUri contact, Instant now) {
        return Optional.ofNullable(byContact.get(contact.text()))
                .filter(known -> known.spot().liveAt(now))
                .map(Known::target);
    }

    boolean isAt(SipUri contact) {
        return places.containsKey(place(contact));
    }

    private static HostPort place(SipUri contact) {
        HostPort written = contact.hostPort();
        return new HostPort(HostPort.oneSpelling(written.host()), written.port());
    }

    /** The connection with that id, if it is open. */
    Optional<Flow> flow(String id) {
        return Optional.ofNullable(flows.get(id)).filter(Flow::open);
    }

    void opened(Flow flow) {
        if (!flow.id().isEmpty()) flows.put(flow.id(), flow);
    }

    /** @param died called with the bindings that have ended with the connection */
    void closed(Flow flow, BiConsumer<Aor, List<Binding>> died) {
        flows.remove(flow.id());
        Set<Aor> bound = onFlow.remove(flow.id());
        if (bound == null) return;
        for (Aor aor : bound) {
            replace(aor, all(aor));
            List<Binding> lost = spots(aor).stream()
                    .filter(spot -> spot.lost() && spot.binding().flow().equals(flow.id()))
                    .map(Spot::binding)
                    .toList();
            if (!lost.isEmpty()) died.accept(aor, lost);
        }
    }
}
