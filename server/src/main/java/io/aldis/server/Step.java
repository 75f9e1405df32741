package io.aldis.server;

import java.util.function.Function;

/** The result of a stage: the input of the next stage ({@link Go}), or the answer that ends processing ({@link Stop}). */
public sealed interface Step<T> {
    record Go<T>(T result) implements Step<T> {}

    record Stop<T>(Answer answer) implements Step<T> {}

    static <T> Step<T> go(T result) {
        return new Go<>(result);
    }

    static <T> Step<T> stop(Answer answer) {
        return new Stop<>(answer);
    }

    /** Applies the next stage, unless processing has ended. */
    default <R> Step<R> then(Function<? super T, Step<R>> stage) {
        return switch (this) {
            case Go<T>(T result) -> stage.apply(result);
            case Stop<T>(Answer answer) -> new Stop<>(answer);
        };
    }
}
