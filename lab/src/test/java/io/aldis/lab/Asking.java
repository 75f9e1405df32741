package io.aldis.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Requests over UDP and their final answers. A datagram may be lost, on loopback too, where a socket is full: each is sent again as Timer E
 * says (RFC 3261 §17.1.2.2) until it is answered, and each answer is heard once, however often it comes. For one thread.
 */
final class Asking implements AutoCloseable {
    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration T2 = Duration.ofSeconds(4);

    private final UdpPhone phone = new UdpPhone();
    private final Map<String, Sent> unanswered = new HashMap<>();

    /** @param again when it is sent again, as {@link System#nanoTime} has it */
    private record Sent(int port, String text, long again, Duration pause) {}

    /** For the Via of what is said. */
    int port() {
        return phone.port();
    }

    /** Its answer comes by {@link #answer}. */
    void say(int port, String text) {
        say(new Sent(port, text, System.nanoTime() + T1.toNanos(), T1));
    }

    private void say(Sent request) {
        unanswered.put(SipText.branch(request.text()), request);
        phone.say(request.port(), request.text());
    }

    /** The next final answer to any of what was said; absent when none came for that long. */
    Optional<String> answer(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            Optional<String> heard = phone.answer(Duration.ofNanos(Math.min(end - now, T1.toNanos() / 5)));
            if (heard.isPresent() && unanswered.remove(SipText.branch(heard.get())) != null) return heard;
            repeat();
        }
        return Optional.empty();
    }

    private void repeat() {
        long now = System.nanoTime();
        for (Sent each : new ArrayList<>(unanswered.values())) {
            if (now < each.again()) continue;
            Duration pause = each.pause().multipliedBy(2).compareTo(T2) < 0
                    ? each.pause().multipliedBy(2)
                    : T2;
            say(new Sent(each.port(), each.text(), now + pause.toNanos(), pause));
        }
    }

    /** Says it, where nothing else is unanswered, and waits for its answer. */
    String ask(int port, String text) {
        say(port, text);
        return answer(Duration.ofSeconds(31)).orElseThrow(() -> new AssertionError("no answer within 31 s to " + text));
    }

    @Override
    public void close() {
        phone.close();
    }
}
