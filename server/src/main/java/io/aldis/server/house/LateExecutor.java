package io.aldis.server.house;

import java.util.concurrent.Executor;

/** The event loop for those who are made before it. What is run earlier runs at once: then there is one thread only. */
final class LateExecutor implements Executor {
    private volatile Executor target = Runnable::run;

    void is(Executor loop) {
        target = loop;
    }

    @Override
    public void execute(Runnable work) {
        target.execute(work);
    }
}
