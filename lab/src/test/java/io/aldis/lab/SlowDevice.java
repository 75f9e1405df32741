package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A device that takes every message after a random while. One that {@linkplain Contact#KEPT keeps} its contact has the same over all
 * lives of the server; others come back from another port, and what they are known by may be new too.
 */
final class SlowDevice implements AutoCloseable {
    private static final int SLOWEST_MILLIS = 12;
    private static final int AGAIN_MILLIS = 1000;
    private static final int TRIES = 30;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final String user;
    private final String name;
    private final int server;
    private final Ledger ledger;
    private final ScheduledExecutorService timer;
    private final Random random;
    private final Contact contact;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile UdpPhone phone = new UdpPhone();
    private int sequence;
    private int moves;

    /** By what the device is known when it comes back. */
    enum Contact {
        /** Same port, same {@code +sip.instance}. */
        KEPT,
        /** Another port, same {@code +sip.instance}. */
        NEW_PORT,
        /** Another port and Call-ID, no {@code +sip.instance}. */
        NAMELESS,
        /** Another port and Call-ID, another {@code +sip.instance}. */
        NEW_INSTANCE
    }

    /** What a device is made with. */
    record Surroundings(int server, Ledger ledger, ScheduledExecutorService timer, Random random) {}

    /** @param name its instance */
    SlowDevice(String user, String name, Contact contact, Surroundings around) {
        this.user = user;
        this.name = name;
        this.contact = contact;
        this.server = around.server();
        this.ledger = around.ledger();
        this.timer = around.timer();
        this.random = new Random(around.random().nextLong());
        listen(phone);
    }

    private void listen(UdpPhone at) {
        Thread.ofVirtual().start(() -> hear(at));
    }

    /** From now on it has another port, and says nothing any more from the one that it had: as after a crash. */
    private void moves() {
        if (contact == Contact.KEPT) return;
        UdpPhone before = phone;
        synchronized (before) {
            before.close();
        }
        phone = new UdpPhone();
        moves++;
        listen(phone);
    }

    String user() {
        return user;
    }

    String name() {
        return name;
    }

    /** The {@code +sip.instance} that it has now; empty when it has none. */
    String instance() {
        return switch (contact) {
            case KEPT, NEW_PORT -> name;
            case NAMELESS -> "";
            case NEW_INSTANCE -> name + "-" + moves;
        };
    }

    private void hear(UdpPhone at) {
        while (!at.closed()) {
            Optional<String> heard = at.hear(LONG);
            if (heard.isEmpty()) continue;
            if (heard.get().startsWith("SIP/2.0 ")) answers.add(heard.get());
            else take(at, heard.get());
        }
    }

    private void take(UdpPhone at, String request) {
        ledger.delivered(name, request);
        timer.schedule(() -> answer(at, request), random.nextInt(SLOWEST_MILLIS), TimeUnit.MILLISECONDS);
    }

    /** Unless it has left that port: then it has not answered. */
    private void answer(UdpPhone at, String request) {
        synchronized (at) {
            if (at.closed()) return;
            ledger.answers(name, request);
            at.say(server, SipText.ok(request));
        }
    }

    /** Registers without waiting for the answer: the server may be killed before it. */
    void come() {
        moves();
        say(3600);
    }

    void registers() {
        moves();
        assertThat(triesToRegister()).isEqualTo(200);
    }

    void leaves() {
        assertThat(answered(say(0))).isEqualTo(200);
    }

    /** @return the code of the answer */
    int triesToRegister() {
        return answered(say(3600));
    }

    private String say(int expires) {
        String call = contact == Contact.KEPT || contact == Contact.NEW_PORT ? name : name + "-" + moves;
        var device = new SipText.Registrant(user, instance(), call);
        String request = SipText.register(device, phone.port(), ++sequence, expires);
        phone.say(server, request);
        return request;
    }

    /** What is lost is sent again, and its answer comes again. */
    private int answered(String request) {
        try {
            for (int i = 0; i < TRIES; i++) {
                String answer = answers.poll(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                if (answer == null) phone.say(server, request);
                else if (SipText.branch(answer).equals(SipText.branch(request))) return SipText.code(answer);
            }
            throw new AssertionError("no answer to REGISTER of " + name);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        phone.close();
    }
}
