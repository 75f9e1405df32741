package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A phone on one socket that does as its test says. A request that comes again under the branch and sent-by of one that it has answered is a
 * retransmission (RFC 3261 §17.2.3): it is answered as before and the test does not hear it. For one thread.
 */
final class ScriptedPhone implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(45);
    private static final Duration BRIEF = Duration.ofMillis(400);
    private static final Duration T1 = Duration.ofMillis(500);
    private static final int REGISTRATION_SECONDS = 600;

    /**
     * What a phone writes of itself into REGISTER.
     *
     * @param user the account
     * @param contact user part of its Contact
     * @param instance empty when it has no {@code +sip.instance}
     * @param call Call-ID
     */
    record Identity(String user, String contact, String instance, String call) {
        /** Without {@code +sip.instance}. */
        static Identity nameless(String user) {
            return new Identity(user, user, "", UUID.randomUUID().toString());
        }

        static Identity named(String user, String instance) {
            return new Identity(user, user, instance, UUID.randomUUID().toString());
        }

        /** The same phone after it has started again: its Call-ID is new. */
        Identity startedAgain() {
            return withContact(contact);
        }

        /** The same phone, started again, with another user part in its Contact. */
        Identity withContact(String other) {
            return new Identity(user, other, instance, UUID.randomUUID().toString());
        }
    }

    private record Heard(String text, Instant at) {}

    private final PhoneWire wire;
    private final Identity identity;
    private final BlockingQueue<Heard> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> responses = new LinkedBlockingQueue<>();
    private final Map<String, String> answers;
    private final Set<String> ignored = new HashSet<>();
    private int sequence;
    private Instant registered = Instant.EPOCH;

    /** How a wire is opened: its listener gets what arrives. */
    interface Opening {
        PhoneWire open(Consumer<String> listener);
    }

    ScriptedPhone(Identity identity, Opening opening) {
        this(identity, opening, new HashMap<>());
    }

    private ScriptedPhone(Identity identity, Opening opening, Map<String, String> answers) {
        this.identity = identity;
        this.answers = answers;
        this.wire = opening.open(this::arrived);
    }

    /** The same phone, still running, on another socket: it recognises what it has answered on this one. */
    ScriptedPhone moved(Opening opening) {
        return new ScriptedPhone(identity.startedAgain(), opening, answers);
    }

    private void arrived(String text) {
        if (text.startsWith("SIP/2.0 1")) return;
        if (text.startsWith("SIP/2.0 ")) responses.add(text);
        else if (isOurs(text)) requests.add(new Heard(text, Instant.now()));
    }

    /** A port that another phone had before it crashed may get its messages. */
    private boolean isOurs(String text) {
        return text.startsWith("MESSAGE ") && SipText.header(text, "To").contains("sip:" + identity.user() + "@");
    }

    Identity identity() {
        return identity;
    }

    // ---- registration

    /** @return this, registered for ten minutes */
    ScriptedPhone register() {
        return registerAnd(() -> {});
    }

    /** @param then done when the REGISTER is sent, before its response comes */
    ScriptedPhone registerAnd(Runnable then) {
        assertThat(register(REGISTRATION_SECONDS, then)).startsWith("SIP/2.0 200");
        registered = Instant.now();
        return this;
    }

    /** The polite way: {@code Expires: 0} for its own contact, then the socket is closed. */
    void leave() {
        unregister();
        close();
    }

    void unregister() {
        assertThat(register(0)).startsWith("SIP/2.0 200");
    }

    /** @return the final response */
    String register(int seconds) {
        return register(seconds, () -> {});
    }

    private String register(int seconds, Runnable then) {
        String branch = "z9hG4bK" + UUID.randomUUID();
        String request = registration(branch, seconds);
        wire.send(request);
        then.run();
        for (int i = 0; i < LONG.dividedBy(T1); i++) {
            if (i > 0 && wire.transport().equals("UDP")) wire.send(request);
            Optional<String> response = poll(responses, T1);
            if (response.isPresent() && SipText.branch(response.get()).equals(branch)) return response.get();
        }
        throw new AssertionError("no response to REGISTER from " + wire.address());
    }

    private String registration(String branch, int seconds) {
        String instance = identity.instance().isEmpty() ? "" : ";+sip.instance=\"<" + identity.instance() + ">\"";
        String transport = wire.transport().equals("UDP")
                ? ""
                : ";transport=" + wire.transport().toLowerCase(Locale.ROOT);
        return """
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/%s %s;rport;branch=%s
            Max-Forwards: 70
            From: <sip:%s@example.com>;tag=r
            To: <sip:%s@example.com>
            Call-ID: %s
            CSeq: %d REGISTER
            User-Agent: Scripted
            Contact: <sip:%s@%s%s>%s
            Expires: %d
            Content-Length: 0

            """.formatted(
                        wire.transport(),
                        wire.address(),
                        branch,
                        identity.user(),
                        identity.user(),
                        identity.call(),
                        ++sequence,
                        identity.contact(),
                        wire.address(),
                        transport,
                        instance,
                        seconds)
                .replace("\n", "\r\n");
    }

    private static <T> Optional<T> poll(BlockingQueue<T> queue, Duration patience) {
        try {
            return Optional.ofNullable(queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    // ---- messages

    private Optional<Heard> next(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
            Optional<Heard> heard = poll(requests, Duration.ofNanos(left));
            if (heard.isEmpty()) return heard;
            String transaction = transaction(heard.get().text());
            String answer = answers.getOrDefault(transaction, "");
            if (!answer.isEmpty()) wire.send(answer);
            else if (!ignored.contains(transaction)) return heard;
        }
        return Optional.empty();
    }

    /** Topmost Via without what we added to it: branch and sent-by name the transaction. */
    static String transaction(String request) {
        String via = SipText.header(request, "Via");
        return SipText.branch(request) + " " + via.split("[ ;]")[1];
    }

    private Heard expected(String what) {
        return next(LONG).orElseThrow(() -> new AssertionError(wire.address() + " expected " + what));
    }

    /** The next MESSAGE that is no retransmission of one that was answered or ignored. */
    String request() {
        return expected("a MESSAGE").text();
    }

    /** Hears these messages in this order and answers each 200. @return the last one */
    String takes(String... bodies) {
        String last = "";
        for (String body : bodies) {
            last = expected(body).text();
            assertThat(body(last)).isEqualTo(body);
            answer(last, "200 OK");
        }
        return last;
    }

    /** As {@link #takes}, and the first of them comes soon after the 200 to the REGISTER. */
    void takesAtOnce(Duration soon, String... bodies) {
        Heard first = expected(bodies[0]);
        assertThat(body(first.text())).isEqualTo(bodies[0]);
        answer(first.text(), "200 OK");
        assertThat(Duration.between(registered, first.at()))
                .as("from the REGISTER to the MESSAGE")
                .isLessThan(soon);
        takes(List.of(bodies).subList(1, bodies.length).toArray(String[]::new));
    }

    /** @param status with further header lines, if any, separated by LF */
    void answer(String request, String status) {
        String response = SipText.ok(request).replace("SIP/2.0 200 OK", "SIP/2.0 " + status.replace("\n", "\r\n"));
        answers.put(transaction(request), response);
        wire.send(response);
    }

    /** It and its retransmissions are not answered. */
    void ignore(String request) {
        ignored.add(transaction(request));
    }

    /** The end of {@link #ignore}. */
    void heed(String request) {
        ignored.remove(transaction(request));
    }

    /** No MESSAGE comes for a moment that was not answered or ignored. */
    void hearsNothing() {
        hearsNothing(BRIEF);
    }

    void hearsNothing(Duration time) {
        assertThat(next(time))
                .as("%s, which has answered %s", wire.address(), answers.keySet())
                .isEmpty();
    }

    static String body(String message) {
        return message.substring(message.indexOf("\r\n\r\n") + 4);
    }

    /** Its socket is gone without a word: a crash, or the loss of the connection. */
    @Override
    public void close() {
        wire.close();
    }
}
