package io.aldis.server.house;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The event loop for those who are made before it: what is to run earlier waits for it, in its order. Safe for every thread. */
final class LateExecutor implements Executor {
    private final List<Runnable> early = new ArrayList<>();
    private @Nullable Executor loop;

    synchronized void is(Executor known) {
        loop = known;
        early.forEach(known::execute);
        early.clear();
    }

    @Override
    public synchronized void execute(Runnable work) {
        Executor known = loop;
        if (known == null) early.add(work);
        else known.execute(work);
    }
}
