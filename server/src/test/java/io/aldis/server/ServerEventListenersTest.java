package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.ThreadMXBean;
import io.aldis.sip.Aor;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class ServerEventListenersTest {
    private final List<String> heard = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ServerEventListeners.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    static Stream<Method> events() {
        return Arrays.stream(ServerEvents.class.getMethods()).filter(each -> !Modifier.isStatic(each.getModifiers()));
    }

    private ServerEvents recording(String name) {
        return (ServerEvents) Proxy.newProxyInstance(
                ServerEvents.class.getClassLoader(), new Class<?>[] {ServerEvents.class}, (_, method, _) -> {
                    heard.add(name + ' ' + method);
                    return null;
                });
    }

    private static ServerEvents failing(Throwable failure) {
        return (ServerEvents) Proxy.newProxyInstance(
                ServerEvents.class.getClassLoader(), new Class<?>[] {ServerEvents.class}, (_, _, _) -> {
                    throw failure;
                });
    }

    private static void call(ServerEvents all, Method event) throws ReflectiveOperationException {
        Object[] arguments = Arrays.stream(event.getParameterTypes())
                .map(type -> type == int.class ? (Object) 200 : type == long.class ? (Object) 1L : null)
                .toArray();
        event.invoke(all, arguments);
    }

    @ParameterizedTest
    @MethodSource("events")
    void eventReachesAllListenersEvenWhenOneFails(Method event) throws ReflectiveOperationException {
        var all = new ServerEventListeners(
                recording("first"),
                failing(new IllegalStateException("on purpose")),
                failing(new AssertionError("on purpose")),
                recording("last"));
        call(all, event);
        assertThat(heard).containsExactly("first " + event, "last " + event);
    }

    @Test
    void failingListenerIsLoggedOnceAMinute() throws ReflectiveOperationException {
        var all = new ServerEventListeners(now::get, failing(new IllegalStateException("on purpose")));
        Method any = events().findFirst().orElseThrow();
        for (int i = 0; i < 1000; i++) call(all, any);
        assertThat(log.list).hasSize(1);
        now.addAndGet(60_000_000_000L);
        call(all, any);
        assertThat(log.list).hasSize(2);
        assertThat(log.list.getLast().getFormattedMessage()).contains("(999 failures since the last such line)");
    }

    @Test
    void eventAllocatesNoMemory() {
        var all = new ServerEventListeners(new ServerEvents() {}, new ServerEvents() {}, new ServerEvents() {});
        var message = new StoredMessage(
                Aor.parse("sip:bob@example.com"),
                "sip:alice@example.com",
                StoredMessage.Kind.TEXT,
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                new byte[1]);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        all.mailboxFull(message, StoreResult.Bound.MESSAGES);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) all.mailboxFull(message, StoreResult.Bound.MESSAGES);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    @Test
    void emptyListOfListenersIsNone() {
        assertThat(ServerEvents.all(List.of())).isSameAs(ServerEvents.NONE);
        assertThat(ServerEvents.all(List.of(ServerEvents.NONE, ServerEvents.NONE)))
                .isSameAs(ServerEvents.NONE);
    }
}
