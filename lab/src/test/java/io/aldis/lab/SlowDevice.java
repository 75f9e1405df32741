package io.aldis.lab;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A device that takes every message after a random while, and keeps its address over all lives of the server. */
final class SlowDevice implements AutoCloseable {
    private static final int SLOWEST_MILLIS = 12;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final String user;
    private final String name;
    private final int server;
    private final Ledger ledger;
    private final ScheduledExecutorService timer;
    private final Random random;
    private final UdpPhone phone = new UdpPhone();
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(100);
    private int sequence;

    /** What a device is made with. */
    record Surroundings(int server, Ledger ledger, ScheduledExecutorService timer, Random random) {}

    /** @param name its instance */
    SlowDevice(String user, String name, Surroundings around) {
        this.user = user;
        this.name = name;
        this.server = around.server();
        this.ledger = around.ledger();
        this.timer = around.timer();
        this.random = new Random(around.random().nextLong());
        Thread.ofVirtual().start(this::listen);
    }

    String user() {
        return user;
    }

    String name() {
        return name;
    }

    private void listen() {
        while (!phone.closed()) {
            Optional<String> heard = phone.hear(LONG);
            if (heard.isEmpty()) continue;
            if (heard.get().startsWith("SIP/2.0 ")) answers.add(heard.get());
            else take(heard.get());
        }
    }

    private void take(String request) {
        ledger.delivered(name, request);
        timer.schedule(() -> answer(request), random.nextInt(SLOWEST_MILLIS), TimeUnit.MILLISECONDS);
    }

    private void answer(String request) {
        ledger.answers(name, request);
        phone.say(server, SipText.ok(request));
    }

    /** Registers without waiting for the answer: the server may be killed before it. */
    void come() {
        say(3600);
    }

    void registers() {
        assertThat(answered(say(3600))).isEqualTo(200);
    }

    void leaves() {
        assertThat(answered(say(0))).isEqualTo(200);
    }

    /** @return the code of the answer */
    int triesToRegister() {
        return answered(say(3600));
    }

    private int say(int expires) {
        phone.say(server, SipText.register(user, name, phone.port(), ++sequence, expires));
        return sequence;
    }

    private int answered(int number) {
        try {
            String answer = "";
            while (!answer.contains("CSeq: " + number + " "))
                answer = requireNonNull(answers.poll(20, TimeUnit.SECONDS), "no answer to REGISTER of " + name);
            return SipText.code(answer);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        phone.close();
    }
}
