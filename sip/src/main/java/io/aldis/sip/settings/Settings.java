package io.aldis.sip.settings;

import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * A record of settings. Copies with changes: {@code settings.with(ServerSettings::patience).of(Duration.ofSeconds(5))}. Copying reads the record by
 * reflection: for the start of a program and for tests, not for each request.
 *
 * @param <S> the record itself
 */
public interface Settings<S extends Record & Settings<S>> {
    /**
     * One component of a record, as a reference to its accessor: {@code ServerSettings::patience}. A lambda is refused, as it has no name.
     *
     * @param <S> the record
     * @param <T> type of the component
     */
    @FunctionalInterface
    interface Component<S, T> extends Serializable {
        T read(S settings);
    }

    /**
     * A copy to be made, in which one component differs.
     *
     * @param <S> the record
     * @param <T> type of the component
     */
    final class Change<S extends Record & Settings<S>, T> {
        private final S before;
        private final Component<S, T> component;

        private Change(S before, Component<S, T> component) {
            this.before = before;
            this.component = component;
        }

        /** The copy, with that value. @throws IllegalArgumentException when the record refuses the value */
        public S of(T value) {
            return RecordCopy.of(before, AccessorName.of(component), value);
        }

        /** The copy, with a value made of the one before. */
        public S by(UnaryOperator<T> change) {
            return of(change.apply(component.read(before)));
        }
    }

    /** Begins a copy in which that component differs. */
    @SuppressWarnings("unchecked")
    default <T> Change<S, T> with(Component<S, T> component) {
        return new Change<>((S) this, component);
    }
}
