package io.aldis.agent.receive;

import io.aldis.agent.Agent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listeners that are added and removed at any time. Exceptions of one are logged and do not stop the others. Safe for every thread. */
public final class Listeners<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Entry<T>> all = new CopyOnWriteArrayList<>();

    /** Compared by identity, so that a listener that was added twice is removed once. */
    private static final class Entry<T> {
        private final Consumer<T> listener;

        Entry(Consumer<T> listener) {
            this.listener = listener;
        }
    }

    public Agent.Subscription add(Consumer<T> listener) {
        var entry = new Entry<>(listener);
        all.add(entry);
        return () -> all.remove(entry);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Calls user code: on virtual threads only. */
    public void tell(T news) {
        for (Entry<T> each : all) tell(each.listener, news);
    }

    static <T> void tell(Consumer<T> listener, T news) {
        try {
            listener.accept(news);
        } catch (RuntimeException | Error e) { // user code: its exceptions must not stop the others
            LOG.error("A listener threw", e);
        }
    }
}
