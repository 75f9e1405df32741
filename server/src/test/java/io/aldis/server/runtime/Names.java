package io.aldis.server.runtime;

import io.aldis.sip.locate.Dns;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A DNS with SRV records that lead to ports of this machine; every {@code machineN} is 127.0.0.1, others are where they were {@link #put}.
 * Safe for every thread.
 */
final class Names implements Dns {
    private static final Duration TTL = Duration.ofMinutes(1);

    private final Map<String, List<Srv>> srv = new ConcurrentHashMap<>();
    private final Map<String, List<InetAddress>> places = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile boolean silent;

    /** The next target of that service, after those before it. */
    Names srv(String name, int port) {
        List<Srv> records = srv.computeIfAbsent(name, fresh -> new CopyOnWriteArrayList<>());
        records.add(new Srv(records.size(), 1, port, "machine" + records.size()));
        return this;
    }

    /** The same, at that name. */
    Names srv(String name, int port, String target) {
        List<Srv> records = srv.computeIfAbsent(name, fresh -> new CopyOnWriteArrayList<>());
        records.add(new Srv(records.size(), 1, port, target));
        return this;
    }

    /** That name is at that address. */
    Names put(String name, String address) {
        places.computeIfAbsent(name, fresh -> new CopyOnWriteArrayList<>()).add(InetAddress.ofLiteral(address));
        return this;
    }

    private <T> Answer<T> answer(String what, List<T> records) {
        asked.add(what);
        if (silent) return new Answer.Failed<>("timed out");
        return records.isEmpty() ? new Answer.Nothing<>(TTL) : new Answer.Records<>(new ArrayList<>(records), TTL);
    }

    @Override
    public Answer<Naptr> naptr(String name) {
        return answer("NAPTR " + name, List.of());
    }

    @Override
    public Answer<Srv> srv(String name) {
        return answer("SRV " + name, srv.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }

    @Override
    public Answer<InetAddress> addresses(String name) {
        List<InetAddress> machine =
                name.startsWith("machine") ? List.of(InetAddress.ofLiteral("127.0.0.1")) : List.of();
        return answer("A " + name, places.getOrDefault(name, machine));
    }

    @Override
    public Answer<String> alias(String name) {
        return answer("CNAME " + name, List.of());
    }
}
