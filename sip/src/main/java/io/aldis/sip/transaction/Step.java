package io.aldis.sip.transaction;

import java.util.List;

/** Result of an event in a state machine: the next state, and the effects to perform, in their order. */
record Step<S>(S next, List<Effect> effects) {
    static <S> Step<S> to(S next, Effect... effects) {
        return new Step<>(next, List.of(effects));
    }
}
