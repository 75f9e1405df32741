package io.aldis.server.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Stores as a server sees them that lives only for a while: what it has asked for is done later, one after the other, unless it is killed before. */
final class DelayedStore {
    private final SimulatedTime time;
    private final Duration latency;
    private final BooleanSupplier alive;
    private long free;

    DelayedStore(SimulatedTime time, Duration latency, BooleanSupplier alive) {
        this.time = time;
        this.latency = latency;
        this.alive = alive;
    }

    <T> T of(Class<T> port, T store) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    if (method.getReturnType() != CompletionStage.class) return call(store, method, arguments);
                    var done = new CompletableFuture<Object>();
                    free = Math.max(free, time.now() + latency.toNanos());
                    time.at(free, () -> {
                        if (alive.getAsBoolean()) finish(store, method, arguments, done);
                    });
                    return done;
                }));
    }

    private static void finish(Object store, Method method, Object[] arguments, CompletableFuture<Object> done) {
        ((CompletionStage<?>) call(store, method, arguments)).whenComplete((value, failure) -> {
            if (failure == null) done.complete(value);
            else done.completeExceptionally(failure);
        });
    }

    private static Object call(Object store, Method method, Object[] arguments) {
        try {
            return method.invoke(store, arguments);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
