package io.aldis.server.mailbox;

import io.aldis.server.Binding;
import io.aldis.server.Deliveries;
import io.aldis.server.Locations;
import io.aldis.server.MailStores;
import io.aldis.server.MailboxSettings;
import io.aldis.server.ServerEvents;
import io.aldis.server.runtime.MemoryMail;
import io.aldis.sip.Aor;
import io.aldis.sip.transaction.TimerWheel;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** What the classes of the mailbox depend on, in memory and without devices that can be reached. */
final class TestContext {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private TestContext() {}

    /** @param bindings of each account */
    static MailboxContext of(Function<Aor, List<Binding>> bindings) {
        return of(bindings, new MemoryMail(), new TimerWheel(0), InstantSource.fixed(NOW));
    }

    static MailboxContext of(
            Function<Aor, List<Binding>> bindings, MemoryMail mail, TimerWheel wheel, InstantSource clock) {
        return new MailboxContext(
                new MailStores(mail, mail),
                MailboxSettings.DEFAULT,
                locations(bindings),
                none(Deliveries.class),
                (message, request) -> Optional.empty(),
                ServerEvents.NONE,
                wheel,
                Runnable::run,
                clock,
                new Random(1),
                Duration.ofSeconds(32));
    }

    private static Locations locations(Function<Aor, List<Binding>> bindings) {
        return (Locations) Proxy.newProxyInstance(
                Locations.class.getClassLoader(),
                new Class<?>[] {Locations.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "bindings" -> bindings.apply((Aor) arguments[0]);
                    case "expired" -> List.of();
                    case "silent", "change" -> null;
                    default -> throw new IllegalStateException("not expected: " + method);
                });
    }

    private static <T> T none(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("not expected: " + method);
                }));
    }
}
