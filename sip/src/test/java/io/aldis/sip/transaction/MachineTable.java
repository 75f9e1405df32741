package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A figure of the RFC as text, an arrow a line: {@code STATE EVENT transport NEXT EFFECT…}, where the transport is udp, tcp or any.
 * What stands on no arrow must change nothing.
 */
final class MachineTable<S extends Enum<S>, E extends Enum<E>> {
    interface Machine<S, E> {
        Transition<S> on(S state, E event, boolean reliable);
    }

    private final Class<S> states;
    private final Class<E> events;
    private final Map<S, Map<E, List<String>>> arrows;

    MachineTable(Class<S> states, Class<E> events, String table) {
        this.states = states;
        this.events = events;
        this.arrows = new EnumMap<>(states);
        table.lines().filter(line -> !line.isBlank()).forEach(this::arrow);
    }

    private void arrow(String line) {
        String[] words = line.strip().split("\\s+", 4);
        arrows.computeIfAbsent(Enum.valueOf(states, words[0]), _ -> new EnumMap<>(events))
                .computeIfAbsent(Enum.valueOf(events, words[1]), _ -> new ArrayList<>())
                .add(words[2] + ' ' + words[3]);
    }

    /** All states, all events, both kinds of transport. */
    void describes(Machine<S, E> machine) {
        for (S state : states.getEnumConstants())
            for (E event : events.getEnumConstants())
                for (boolean reliable : new boolean[] {false, true}) check(machine, state, event, reliable);
    }

    private void check(Machine<S, E> machine, S state, E event, boolean reliable) {
        if (state.name().equals("INITIAL") && !event.name().equals("START")) return; // nobody knows it before it starts
        assertThat(machine.on(state, event, reliable))
                .as("%s in %s, %s", event, state, reliable ? "tcp" : "udp")
                .isEqualTo(expected(state, event, reliable ? "tcp " : "udp "));
    }

    private Transition<S> expected(S state, E event, String transport) {
        for (String arrow : arrows.getOrDefault(state, Map.of()).getOrDefault(event, List.of()))
            if (arrow.startsWith("any ") || arrow.startsWith(transport)) return step(arrow.substring(4));
        return new Transition<>(state, List.of());
    }

    private Transition<S> step(String words) {
        List<String> all = Arrays.asList(words.strip().split("\\s+"));
        return new Transition<>(
                Enum.valueOf(states, all.getFirst()),
                all.stream().skip(1).map(Effect::valueOf).toList());
    }
}
