package io.aldis.server.simulation;

import io.aldis.net.Flow;
import io.aldis.server.Account;
import io.aldis.server.MailboxEntry;
import io.aldis.server.runtime.MemoryMail;
import io.aldis.server.runtime.MemoryStore;
import io.aldis.server.simulation.Phone.Behaviour;
import io.aldis.server.simulation.Phone.Received;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipDate;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.Wire;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** A server, bob's phones and those who write to him, without sockets, threads and waiting. */
final class World {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final List<String> SENDERS = List.of("alice", "carol");
    private static final long MILLI = 1_000_000L;
    /** Seconds that a binding lives. */
    private static final int BOUND = 120;

    private static final Duration REFRESH = Duration.ofSeconds(50);

    private final SimulatedTime time = new SimulatedTime();
    private final List<Phone> phones;
    private final Promises promises;
    private final MemoryMail mail = new MemoryMail();
    private final SimulatedServer.Disk disk;
    private final SplittableRandom seeds;
    private final Wording wording = new Wording();
    private final StringBuilder told = new StringBuilder();
    private final boolean tells;
    /** Whether much time passes at the end even if all is as it should be: something might come again. */
    private final boolean patient;

    private SimulatedServer server;
    private int flows;
    private boolean ending;

    World(List<Phone.Kind> kinds, Duration latency, long seed, boolean tells) {
        this.phones = new ArrayList<>();
        for (Phone.Kind kind : kinds) phones.add(new Phone(phones.size(), kind));
        this.promises = new Promises(time, phones, latency, seed % 5 == 0);
        this.seeds = new SplittableRandom(seed);
        this.tells = tells;
        this.patient = seed % 10 == 0;
        var bindings = new MemoryStore(time);
        bindings.put(new Account(BOB, Map.of()));
        this.disk = new SimulatedServer.Disk(bindings, mail, latency);
        this.server = start();
    }

    private SimulatedServer start() {
        var fresh = new SimulatedServer(time, promises.narrow ? Wording.NARROW : Wording.ROOMY, disk, seeds.split());
        fresh.network(this::at);
        return fresh;
    }

    /** What has happened, in words. */
    String told() {
        return told.toString();
    }

    String now() {
        return String.format("%9.3f s", time.now() / 1e9);
    }

    private void tell(Supplier<String> what) {
        if (tells) told.append(now() + "  " + what.get() + '\n');
    }

    // ---- the steps

    void perform(Step step) {
        Phone phone = phones.get(step.who() % phones.size());
        switch (step.action()) {
            case SEND -> send(SENDERS.get(step.who() % 2), step.choice());
            case REGISTER -> register(phone);
            case MOVE -> move(phone, step.choice());
            case LEAVE -> leave(phone);
            case SLEEP -> away(phone, "loses its network");
            case CRASH -> {
                away(phone, "crashes");
                phone.received.clear();
            }
            case RESTART -> restart(phone);
            case DISCONNECT -> disconnect(phone);
            case BEHAVE -> behave(phone, step.choice());
            case ANSWER -> answerAll(phone);
            case WAIT -> waitFor(step.choice());
            case KILL -> kill(step.choice());
        }
        settle();
        waitFor(2);
    }

    private void settle() {
        time.settle();
        if (server.alive()) return;
        tell(() -> "the server is killed and starts again");
        promises.killed();
        for (Phone phone : phones) phone.registers = 0;
        for (Phone phone : phones) {
            Connection connection = phone.connection;
            if (connection == null) continue;
            connection.close("the server is gone");
            if (phone.registered) phone.ghosts.add(phone.contact());
            phone.registered = false;
            if (!phone.kind.named) unsure(phone);
        }
        server.bury();
        server = start();
        time.settle();
        onDisk();
    }

    private void kill(int tasks) {
        server.killAfter(tasks);
        if (!server.alive()) return;
        time.settle();
        if (server.alive()) server.kill();
    }

    /** Time goes by, from one event to the next. */
    private void waitFor(int millis) {
        long end = time.now() + millis * MILLI;
        while (time.now() < end) {
            long next = Math.min(server.next(end), time.next());
            time.set(Math.max(time.now(), Math.min(next, end)));
            server.tick();
            settle();
        }
    }

    private void onDisk() {
        var kept = new HashSet<Integer>();
        for (MailboxEntry each :
                mail.messages(BOB, 0, 10_000).toCompletableFuture().join())
            kept.add(Wording.number(each.message().bytes()));
        promises.areOnDisk(kept);
    }

    // ---- senders

    private void send(String sender, int choice) {
        int id = promises.messages.size() + 1;
        Message.Kind kind = Wording.kind(choice);
        boolean withDate = choice % 3 == 0;
        long seconds = kind == Message.Kind.EXPIRES ? 1 + choice / 100 % 40 : 0;
        long dated = time.instant().getEpochSecond();
        long expires = Message.NEVER;
        if (kind == Message.Kind.EXPIRES)
            expires = withDate
                    ? Duration.between(SimulatedTime.START, java.time.Instant.ofEpochSecond(dated + seconds))
                            .toNanos()
                    : time.now() + seconds * 1000 * MILLI;
        String date = SipDate.text(time.instant());
        var message = new Message(id, sender, time.now(), expires, date, kind);
        String lines = withDate ? "Date: " + date + "\r\n" : "";
        if (kind == Message.Kind.EXPIRES || kind == Message.Kind.MOMENTARY) lines += "Expires: " + seconds + "\r\n";
        String body = kind == Message.Kind.LARGE ? "x".repeat(66_000) : "m" + id;
        tell(() -> sender + " sends message " + id + (kind == Message.Kind.PLAIN ? "" : " (" + kind + ")")
                + (withDate ? " with Date" : "") + (seconds > 0 ? " Expires: " + seconds : ""));
        promises.sent(message);
        SipRequest request =
                wording.request("MESSAGE", sender, "m" + id, 1, lines + "Content-Type: text/plain\r\n", body);
        request(request, udp(new InetSocketAddress(Phone.literal("192.0.2.9"), 5060)), code -> {
            tell(() -> sender + " hears " + code + " for message " + id);
            promises.answered(message, code);
        });
    }

    private void request(SipRequest request, Flow flow, IntConsumer heard) {
        SimulatedServer asked = server;
        server.receive(request, flow, new Wire() {
            @Override
            public boolean reliable() {
                return true;
            }

            @Override
            public void send(byte[] bytes, Unsent unsent) {
                int code = Integer.parseInt(new String(bytes, 8, 3, StandardCharsets.US_ASCII));
                if (code >= 200)
                    time.soon(() -> {
                        if (asked.alive()) heard.accept(code);
                    });
            }
        });
    }

    // ---- phones

    private Connection udp(InetSocketAddress address) {
        return new Connection(Transport.UDP, address, "", (bytes, over) -> true, server::execute);
    }

    private Optional<Connection.Peer> at(InetSocketAddress address) {
        for (Phone phone : phones) {
            if (!phone.address().getAddress().equals(address.getAddress())) continue;
            boolean there = phone.up
                    && phone.kind.transport == Transport.UDP
                    && phone.address().equals(address);
            return Optional.of((bytes, over) -> there ? received(phone, bytes) : lost(phone, bytes));
        }
        return Optional.empty();
    }

    private void register(Phone phone) {
        if (!phone.up) tell(() -> phone + " comes back");
        phone.up = true;
        register(phone, "");
    }

    private void move(Phone phone, int choice) {
        String before = phone.contact();
        boolean replaces = choice % 3 == 0 && phone.registered;
        boolean ends = replaces || (choice % 2 == 0 && phone.kind.transport != Transport.UDP);
        if ((phone.registered && !ends) || phone.registers > 0) phone.ghosts.add(before);
        phone.up = true;
        phone.registered = false;
        if (choice % 5 == 0) {
            phone.port = 5060;
            phone.places = 0;
            phone.users = 0;
        } else {
            phone.port = ++phone.ports;
            phone.places = ++phone.topPlaces;
            if (choice % 4 == 0) {
                phone.users++;
                phone.anotherSince = time.now();
            }
        }
        hangUp(phone, choice % 2 == 0);
        if (!phone.kind.named) unsure(phone);
        if (!phone.kind.named && phone.ghosts.contains(phone.contact())) promises.anotherDevice(phone);
        tell(() -> phone + " moves to " + phone.contact());
        register(phone, replaces ? "Contact: <" + before + ">;expires=0\r\n" : "");
    }

    private void restart(Phone phone) {
        if (phone.everRegistered || phone.registers > 0) phone.ghosts.add(phone.contact());
        phone.received.clear();
        phone.up = true;
        phone.registered = false;
        if (phone.kind == Phone.Kind.BROWSER) phone.everRegistered = false;
        phone.starts++;
        phone.places = ++phone.topPlaces;
        phone.port = ++phone.ports;
        hangUp(phone, false);
        if (!phone.kind.named || phone.kind == Phone.Kind.BROWSER) unsure(phone);
        tell(() -> phone + " starts anew at " + phone.contact());
        register(phone, "");
    }

    private void register(Phone phone, String more) {
        int epoch = ++phone.epoch;
        boolean isNew = !phone.registered;
        if (isNew && !phone.kind.named) othersUnsure(phone);
        String contact = "Contact: <" + phone.contact() + ">" + phone.instance() + ";expires=" + BOUND + "\r\n";
        SipRequest request = wording.register(phone, contact + more);
        long now = time.now();
        long previous = phone.registeredAt;
        phone.registeredBefore = previous;
        phone.registeredAt = now;
        int unanswered = ++phone.registers;
        SimulatedServer asked = server;
        request(request, flow(phone), code -> {
            phone.registers--;
            tell(() -> phone + " hears " + code + " for its REGISTER" + asked.devices());
            boolean together = now - previous < 200 * MILLI || phone.registeredAt != now;
            if (code == 500 && (unanswered > 1 || phone.registers > 0 || together))
                return; // RFC 3261 §10.2: one at a time
            if (code != 200) throw new Promises.Broken(5, "REGISTER of " + phone + " was answered " + code);
            if (phone.epoch != epoch) return;
            phone.registered = true;
            phone.everRegistered = true;
            phone.registeredHere = true;
            time.after(REFRESH, () -> refresh(phone, epoch));
            if (phone.behaviour.equals(Behaviour.TAKES)) soonAfter(phone, now);
        });
    }

    private void refresh(Phone phone, int epoch) {
        if (phone.epoch == epoch && phone.up) register(phone, "");
    }

    private void soonAfter(Phone phone, long registered) {
        SimulatedServer asked = server;
        int epoch = phone.epoch;
        long allowed = 1000 * MILLI
                + promises.messages.size() * (20 * MILLI + 4 * disk.latency().toNanos());
        time.at(registered + allowed, () -> {
            boolean same = phone.epoch == epoch
                    && asked.alive()
                    && phone.behavesSince <= registered
                    && phone.behaviour.equals(Behaviour.TAKES);
            boolean hesitates = phone.received.values().stream()
                    .anyMatch(copy ->
                            copy.answer == null && (copy.reacts || time.now() - copy.last < Promises.patience(copy)));
            if (same && !hesitates) promises.soonAfterRegister(phone, registered);
        });
    }

    private Connection flow(Phone phone) {
        if (phone.kind.transport == Transport.UDP) return udp(phone.address());
        Connection known = phone.connection;
        if (known != null && known.open()) return known;
        var fresh = new Connection(
                phone.kind.transport,
                phone.address(),
                "flow" + ++flows,
                (bytes, over) -> {
                    return phone.connection == over ? received(phone, bytes) : lost(phone, bytes);
                },
                server::execute);
        phone.connection = fresh;
        return fresh;
    }

    private void leave(Phone phone) {
        if (!phone.up || !phone.registered) return;
        tell(() -> phone + " unregisters");
        phone.epoch++;
        phone.registered = false;
        String contact = "Contact: <" + phone.contact() + ">" + phone.instance() + ";expires=0\r\n";
        request(wording.register(phone, contact), flow(phone), code -> {});
        time.settle();
        phone.up = false;
        for (Received copy : phone.received.values()) copy.reacts = false;
        hangUp(phone, true);
    }

    private void away(Phone phone, String how) {
        if (!phone.up) return;
        tell(() -> phone + " " + how);
        phone.up = false;
        phone.epoch++;
        for (Received copy : phone.received.values()) copy.reacts = false;
        hangUp(phone, false);
    }

    private void disconnect(Phone phone) {
        if (phone.connection == null) return;
        tell(() -> "the connection of " + phone + " is closed");
        hangUp(phone, true);
        phone.epoch++;
        phone.registered = false;
    }

    /** @param seen whether the server sees it */
    private void hangUp(Phone phone, boolean seen) {
        Connection connection = phone.connection;
        if (connection == null) return;
        phone.connection = null;
        phone.disconnectedAt = time.now();
        if (seen) server.closed(connection);
    }

    private void behave(Phone phone, int choice) {
        phone.behaviour = Behaviour.of(choice);
        phone.behavesSince = time.now();
        tell(() -> phone + " will answer: " + phone.behaviour);
    }

    private void answerAll(Phone phone) {
        if (!phone.up) return;
        for (Received copy : List.copyOf(phone.received.values()))
            if (copy.answer == null && !copy.message.bad()) answer(phone, copy, Behaviour.TAKES);
    }

    private void unsure(Phone phone) {
        promises.confused(phone);
    }

    /** A contact without an instance begins: the devices of phones that are away may be continued by it. */
    private void othersUnsure(Phone phone) {
        for (Phone other : phones)
            if (other != phone && !other.kind.named && !(other.up && other.registered)) unsure(other);
        unsure(phone);
    }

    // ---- what phones receive

    private boolean received(Phone phone, byte[] bytes) {
        if (!server.alive()) return true;
        if (!phone.up) return lost(phone, bytes);
        for (Received each : phone.received.values())
            if (each.wire == bytes) {
                received(phone, each, false);
                return true;
            }
        SipRequest request = Wording.read(bytes);
        Message message = message(request);
        String branch = request.topVia().branch();
        Received known = phone.received.get(branch);
        Received copy = known == null
                ? new Received(message, branch, server, time.now(), request, bytes, phone.connection)
                : known;
        phone.received.put(branch, copy);
        received(phone, copy, known == null);
        return true;
    }

    private Message message(SipRequest request) {
        return promises.messages.get(Integer.parseInt(request.callId().substring(1)) - 1);
    }

    /** It goes to where the phone was. */
    private boolean lost(Phone phone, byte[] bytes) {
        SipRequest request = Wording.read(bytes);

        promises.lost(phone, message(request));
        return true;
    }

    private void received(Phone phone, Received copy, boolean fresh) {
        copy.last = time.now();
        tell(() -> phone + " receives " + copy.message + (fresh ? "" : " again") + " under " + copy.branch);
        promises.received(
                phone, copy, fresh, copy.request.headers().get(HeaderName.DATE).orElse(""));
        SipResponse before = copy.answer;
        if (before != null) time.at(time.now(), () -> server.receive(before));
        else react(phone, copy);
    }

    private void react(Phone phone, Received copy) {
        Behaviour behaviour = copy.message.bad() ? copy.message.always : phone.behaviour;
        if (copy.message.takenBy(phone)) behaviour = Behaviour.TAKES;
        if (behaviour.code() == 0 || copy.reacts) return;
        copy.reacts = true;
        Behaviour chosen = behaviour;
        time.after(Duration.ofMillis(behaviour.delay()), () -> answer(phone, copy, chosen));
    }

    private void answer(Phone phone, Received copy, Behaviour behaviour) {
        if (!phone.up || copy.answer != null || phone.received.get(copy.branch) != copy) return;
        var builder = copy.request.answer(Status.of(behaviour.code()), "p" + phone.number);
        if (behaviour.retryAfter() > 0)
            builder.header(HeaderName.RETRY_AFTER, Integer.toString(behaviour.retryAfter()));
        SipResponse response = builder.build();
        copy.answer = response;
        boolean heard = server.receive(response);
        tell(() -> phone + " answers " + behaviour.code() + " to " + copy.message + " under " + copy.branch
                + (heard ? "" : ", which nobody waits for"));
        boolean reaches = phone.kind.transport == Transport.UDP || copy.over == phone.connection;
        promises.answered(phone, copy, behaviour.code(), heard, reaches);
    }

    // ---- the end

    void close() {
        server.bury();
    }

    /** All phones are there, answer everything but bad messages, and have time for it. */
    void end() {
        if (ending) return;
        ending = true;
        settle();
        onDisk();
        tell(() -> "the end: all phones come back");
        for (Phone phone : phones) {
            phone.behaviour = Behaviour.TAKES;
            phone.behavesSince = time.now();
            if (!phone.up || !phone.registered) register(phone);
            settle();
            waitFor(100);
        }
        if (!patient) {
            waitFor(3000);
            if (promises.holdAtTheEnd()) {
                onDisk();
                return;
            }
        }
        long bad = promises.messages.stream().filter(Message::mayHoldOthersUp).count();
        waitFor((int) (40_000 + bad * 85_000));
        promises.atTheEnd(true);
        waitFor(100_000);
        promises.atTheEnd(false);
        onDisk();
    }
}
