package io.aldis.server.simulation;

import io.aldis.net.Flow;
import io.aldis.server.Account;
import io.aldis.server.ServerSettings;
import io.aldis.server.runtime.MemoryMail;
import io.aldis.server.runtime.MemoryStore;
import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.Wire;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;

/** A server with the usual timers (T1 is 500 ms) and bob's UDP phone at one port after the other, as a test directs them in simulated time. */
final class Directed implements AutoCloseable {
    /** What a phone does with a message that it does not answer. */
    static final int SILENT = 0;

    /** The first datagram of a try to deliver a message to a port. */
    record Delivery(String body, int port, Duration at) {}

    /** The datagrams of one transaction at one port: their pauses grow to T2 (RFC 3261 §17.1.2.2). */
    private static final class Datagrams {
        private long last = Long.MIN_VALUE / 2;
        private long pause;

        /** @return whether this one begins another try of the same branch */
        boolean isAnotherTry(long now) {
            long since = now - last;
            boolean another = since > T2.toNanos() + SLACK.toNanos() || since + SLACK.toNanos() < pause;
            last = now;
            pause = another ? 0 : since;
            return another;
        }
    }

    private static final Duration T2 = Duration.ofSeconds(4);
    private static final Duration SLACK = Duration.ofMillis(20);

    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedServer server;
    private final Wording wording = new Wording();
    private final Phone identity;
    /** What is answered at each port to a body. */
    private final Map<Integer, ToIntFunction<String>> phones = new HashMap<>();

    private final Map<String, Datagrams> datagrams = new HashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Integer> answers = new ArrayList<>();
    private int sent;

    Directed(ServerSettings settings, Phone.Kind kind) {
        var bindings = new MemoryStore(time);
        bindings.put(new Account(Aor.parse("sip:bob@example.com"), Map.of()));
        var disk = new SimulatedServer.Disk(bindings, new MemoryMail(), Duration.ofMillis(1));
        identity = new Phone(0, kind);
        server = new SimulatedServer(time, settings, disk, new SplittableRandom(1));
        server.network(this::at);
        time.settle();
    }

    /** All that has reached a phone, in its order. */
    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** Final responses that senders have heard, in their order. */
    List<Integer> answers() {
        return List.copyOf(answers);
    }

    Duration now() {
        return Duration.ofNanos(time.now());
    }

    /** The phone registers from that port. @return when */
    Duration register(int port, ToIntFunction<String> phone) {
        phones.put(port, phone);
        identity.port = port;
        return registers(120);
    }

    void unregister() {
        registers(0);
    }

    private Duration registers(int seconds) {
        String contact = "Contact: <" + identity.contact() + ">" + identity.instance() + ";expires=" + seconds + "\r\n";
        Duration registered = now();
        receive(wording.register(identity, contact), code -> {
            if (code != 200) throw new AssertionError("REGISTER was answered " + code);
        });
        pass(Duration.ofMillis(10)); // for the store
        return registered;
    }

    void send(String body) {
        sent++;
        sendAgain(body);
    }

    /** The request before, by another path: its branch is another one. */
    void sendAgain(String body) {
        receive(wording.request("MESSAGE", "alice", "c" + sent, 1, "Content-Type: text/plain\r\n", body), answers::add);
        time.settle();
        pass(Duration.ofMillis(10)); // for the store
    }

    private void receive(SipRequest request, IntConsumer heard) {
        server.receive(request, udp(identity.address(), (bytes, over) -> true), new Wire() {
            @Override
            public boolean reliable() {
                return true;
            }

            @Override
            public void send(byte[] bytes, Unsent unsent) {
                int code = Integer.parseInt(new String(bytes, 8, 3, StandardCharsets.US_ASCII));
                if (code >= 200) time.soon(() -> heard.accept(code));
            }
        });
    }

    private Flow udp(InetSocketAddress address, Connection.Peer peer) {
        return new Connection(Transport.UDP, address, "", peer, server::execute);
    }

    private Optional<Connection.Peer> at(InetSocketAddress address) {
        return Optional.ofNullable(phones.get(address.getPort())).map(phone -> (bytes, over) -> {
            received(address.getPort(), Wording.read(bytes), phone);
            return true;
        });
    }

    private void received(int port, SipRequest request, ToIntFunction<String> phone) {
        String body = new String(request.body(), StandardCharsets.UTF_8);
        String key = port + " " + request.topVia().branch();
        if (datagrams.computeIfAbsent(key, fresh -> new Datagrams()).isAnotherTry(time.now()))
            deliveries.add(new Delivery(body, port, now()));
        int code = phone.applyAsInt(body);
        if (code != SILENT)
            time.after(
                    Duration.ofMillis(1),
                    () -> server.receive(
                            request.answer(Status.of(code), "p" + port).build()));
    }

    /** Time goes by, from one event to the next. */
    void pass(Duration duration) {
        long end = time.now() + duration.toNanos();
        while (time.now() < end) {
            long next = Math.min(server.next(end), time.next());
            time.set(Math.max(time.now(), Math.min(next, end)));
            server.tick();
            time.settle();
        }
    }

    @Override
    public void close() {
        server.bury();
    }
}
