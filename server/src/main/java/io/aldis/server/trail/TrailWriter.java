package io.aldis.server.trail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thread that writes the recorded steps every 250 ms, and then grants new allowance. */
final class TrailWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrailWriter.class);
    private static final long PAUSE_MILLIS = 250;
    /** Longest wait for the last write in {@link #close}. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final TrailBatch ledger;
    private final Queue<TrailChunk> chunks;
    private final Allowance messages;
    private final Allowance steps;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("aldis-trail").unstarted(this::run);
    private long last = System.nanoTime();
    private long messagesBefore;
    private long stepsBefore;

    TrailWriter(TrailBatch ledger, Queue<TrailChunk> chunks, Allowance messages, Allowance steps) {
        this.ledger = ledger;
        this.chunks = chunks;
        this.messages = messages;
        this.steps = steps;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) turn();
            turn();
        } catch (InterruptedException e) {
            LOG.error("the trail was interrupted", e);
        }
    }

    /** Catches exceptions: without further grants no message would get a trail any more. */
    private void turn() {
        try {
            write();
        } catch (RuntimeException e) {
            LOG.error("internal error: a part of the trail is lost", e);
        }
        long now = System.nanoTime();
        messages.grant(now - last);
        steps.grant(now - last);
        last = now;
    }

    private void write() {
        List<TrailChunk> batch = new ArrayList<>();
        for (TrailChunk page = chunks.poll(); page != null; page = chunks.poll()) batch.add(page);
        long messagesNow = messages.refused();
        long stepsNow = steps.refused();
        ledger.write(batch, messagesNow - messagesBefore, stepsNow - stepsBefore);
        messagesBefore = messagesNow;
        stepsBefore = stepsNow;
        ledger.forget(batch.size());
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            if (!thread.join(FAREWELL)) LOG.warn("the last steps of the trail could not be written");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
