package io.aldis.agent.runtime;

import io.aldis.agent.account.Identity;
import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The agents of an engine, and which of them a request is for. Changed on the event loop; {@link #all} is for every thread. */
final class AgentDirectory {
    private final List<RunningAgent> all = new CopyOnWriteArrayList<>();
    private final Map<String, RunningAgent> byContact = new HashMap<>();
    private final Map<String, List<RunningAgent>> byUser = new HashMap<>();

    Collection<RunningAgent> all() {
        return all;
    }

    void add(RunningAgent agent) {
        all.add(agent);
        byContact.put(agent.identity().contactUser(), agent);
        byUser.computeIfAbsent(agent.address().user(), _ -> new ArrayList<>(1)).add(agent);
    }

    void remove(RunningAgent agent) {
        all.remove(agent);
        byContact.remove(agent.identity().contactUser());
        byUser.computeIfPresent(agent.address().user(), (_, agents) -> {
            agents.remove(agent);
            return agents.isEmpty() ? null : agents;
        });
    }

    /**
     * The agent that a request is for: by its contact, by its address, by a GRUU; when none matches the first one, which refuses it. Empty
     * when there is no agent at all.
     */
    Optional<RunningAgent> of(SipRequest request) {
        if (all.size() < 2) return all.stream().findFirst();
        String user = Identity.userOf(request.uri());
        return Optional.ofNullable(byContact.get(user))
                .or(() -> ofUser(user, request))
                .or(() -> all.stream()
                        .filter(agent -> agent.contacts().isMeant(request.uri()))
                        .findFirst())
                .or(() -> all.stream().findFirst());
    }

    /** Among several agents with the same user part, the one of the domain in Request-URI or To. */
    private Optional<RunningAgent> ofUser(String user, SipRequest request) {
        if (user.isEmpty()) return Optional.empty();
        List<RunningAgent> agents = byUser.getOrDefault(new Aor(user, "x").user(), List.of());
        return ofAddress(agents, request.uri())
                .or(() -> ofAddress(agents, request.to().uri()))
                .or(() -> agents.stream().findFirst());
    }

    private static Optional<RunningAgent> ofAddress(List<RunningAgent> agents, Uri uri) {
        if (agents.size() < 2 || !(uri instanceof SipUri sip) || sip.user().isEmpty()) return Optional.empty();
        Aor wanted = Aor.of(sip);
        return agents.stream().filter(agent -> agent.address().equals(wanted)).findFirst();
    }
}
