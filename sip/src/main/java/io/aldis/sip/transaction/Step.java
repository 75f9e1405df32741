package io.aldis.sip.transaction;

import java.util.List;

/** What a machine answers to an event: the state that follows and what must be done on the way, in that order. */
record Step<S>(S next, List<Effect> effects) {
    static <S> Step<S> to(S next, Effect... effects) {
        return new Step<>(next, List.of(effects));
    }
}
