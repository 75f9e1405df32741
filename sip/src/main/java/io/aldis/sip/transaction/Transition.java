package io.aldis.sip.transaction;

import java.util.List;

/** Result of an event in a state machine: the next state, and the effects to perform, in their order. */
record Transition<S>(S next, List<Effect> effects) {
    static <S> Transition<S> to(S next, Effect... effects) {
        return new Transition<>(next, List.of(effects));
    }
}
