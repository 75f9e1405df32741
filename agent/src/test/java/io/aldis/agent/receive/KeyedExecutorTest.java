package io.aldis.agent.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class KeyedExecutorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KeyedExecutor lanes = new KeyedExecutor();
    private final List<Integer> done = new CopyOnWriteArrayList<>();

    @Test
    void tasksOfOneKeyRunInOrder() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            int number = i;
            lanes.offer("a", () -> done.add(number));
        }
        lanes.finish(PATIENCE);
        assertThat(done).hasSize(100).isSorted();
    }

    @Test
    void tasksOfDifferentKeysRunConcurrently() throws InterruptedException {
        var gate = new CountDownLatch(1);
        lanes.offer("slow", () -> await(gate));
        lanes.offer("fast", gate::countDown);
        assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failingTaskDoesNotStopTheNext() throws InterruptedException {
        lanes.offer("a", () -> {
            throw new IllegalStateException("expected in this test");
        });
        lanes.offer("a", () -> done.add(1));
        lanes.finish(PATIENCE);
        assertThat(done).containsExactly(1);
    }

    @Test
    void taskBeyondTheCapacityIsRefused() throws InterruptedException {
        var gate = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        lanes.offer("a", () -> {
            started.countDown();
            await(gate);
        });
        started.await();
        for (int i = 0; i < KeyedExecutor.CAPACITY; i++)
            assertThat(lanes.offer("a", () -> done.add(1))).isTrue();
        assertThat(lanes.offer("b", () -> done.add(2))).isFalse();
        gate.countDown();
        lanes.finish(PATIENCE);
        assertThat(done).hasSize(KeyedExecutor.CAPACITY).doesNotContain(2);
        assertThat(lanes.offer("b", () -> done.add(2))).isTrue();
    }

    @Test
    void finishFromWithinATaskDoesNotBlock() throws InterruptedException {
        var returned = new AtomicBoolean();
        lanes.offer("a", () -> {
            try {
                lanes.finish(Duration.ofDays(1));
                returned.set(true);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        lanes.finish(PATIENCE);
        assertThat(returned).isTrue();
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
