package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A device that takes every message after a random while, and keeps its address over all lives of the server. */
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
    private final UdpPhone phone = new UdpPhone();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
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
        String request = SipText.register(user, name, phone.port(), ++sequence, expires);
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
