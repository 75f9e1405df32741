package io.aldis.testkit;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.Token;
import io.aldis.sip.wire.Reading;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A SIP peer for tests, on one port of the loopback address for UDP, TCP or both. It records the messages that it receives and answers
 * each request by the next step of a script. When the script is over it answers nothing. Malformed messages are reported by
 * {@link #malformed}. A retransmitted request gets the same answers again and is not recorded again.
 *
 * {@snippet :
 * try (var bob = ScriptedPeer.udp().thenAnswer(200).thenStaySilent()) {
 *     // send something to bob.address(), then
 *     assertThat(bob.heard().text()).startsWith("MESSAGE sip:bob@");
 * }
 * }
 *
 * <p>Thread-safe.
 */
public final class ScriptedPeer implements AutoCloseable {
    private static final long PATIENCE = 20;

    private final Sockets sockets;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Step> script = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Malformed> malformed = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Malformed> reported = new ConcurrentLinkedQueue<>();
    private final Semaphore again = new Semaphore(0);
    private final Map<String, List<byte[]>> answered = new HashMap<>();
    private final ArrayDeque<Unanswered> waiting = new ArrayDeque<>();
    private int mostWaiting;
    private final Semaphore pinged = new Semaphore(0);
    private volatile int seenAt;

    private record Unanswered(SipRequest request, Sockets.Out back) {}

    /** One step of the script: the answers to one request. */
    private interface Step {
        List<byte[]> answers(SipRequest request, Sockets.Out back);
    }

    private ScriptedPeer(Sockets sockets) {
        this.sockets = sockets;
        sockets.open(new Sockets.Ear() {
            @Override
            public void took(Heard came, Sockets.Out back) throws IOException {
                ScriptedPeer.this.took(came, back);
            }

            @Override
            public void broken(Heard head, String why) {
                report(head, why);
            }
        });
    }

    /** A UDP peer on a free port. */
    public static ScriptedPeer udp() throws IOException {
        return new ScriptedPeer(new Sockets(true, false, 0));
    }

    /** A TCP peer on a free port. */
    public static ScriptedPeer tcp() throws IOException {
        return tcp(0);
    }

    /** A TCP peer on that port, such as that of a peer that was closed. */
    public static ScriptedPeer tcp(int port) throws IOException {
        return new ScriptedPeer(new Sockets(false, true, port));
    }

    /** A peer for UDP and TCP, on a port that is free for both. */
    public static ScriptedPeer both() throws IOException {
        return new ScriptedPeer(new Sockets(true, true, 0));
    }

    public int port() {
        return sockets.port();
    }

    /** {@code 127.0.0.1:port}, with {@code ;transport=tcp} when it has no UDP. */
    public String address() {
        return "127.0.0.1:" + port() + (sockets.datagrams() ? "" : ";transport=tcp");
    }

    /** {@code 127.0.0.1:port;transport=udp}. */
    public String udpAddress() {
        return "127.0.0.1:" + port() + ";transport=udp";
    }

    // ---- the script

    /** The next request is answered with that status. @param headers whole lines, {@code Name: value} */
    public ScriptedPeer thenAnswer(int code, String... headers) {
        return thenAnswer(Status.of(code), _ -> List.of(headers));
    }

    /** The next request is answered with that status. @param headers computes whole lines from the request */
    public ScriptedPeer thenAnswer(Status status, Function<SipRequest, List<String>> headers) {
        return then(request -> List.of(answer(request, status, headers.apply(request))));
    }

    /** The next request gets two answers, one directly after the other. */
    public ScriptedPeer thenAnswerFirst(int provisional, int last) {
        return then(request -> List.of(
                answer(request, Status.of(provisional), List.of()), answer(request, Status.of(last), List.of())));
    }

    /** The next request is answered with whole messages that the test writes, valid or not. */
    public ScriptedPeer thenSay(Function<SipRequest, List<String>> messages) {
        return then(request -> messages.apply(request).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /** The next REGISTER is answered 200 with two bindings: one of another device, and its own Contact byte for byte with that expiry. */
    public ScriptedPeer thenBind(int seconds) {
        return thenAnswer(
                Status.of(200),
                request -> List.of("Contact: <sip:another@192.0.2.9>;expires=77, "
                        + request.headers().get(HeaderName.CONTACT).orElseThrow() + ";expires=" + seconds));
    }

    public ScriptedPeer thenStaySilent() {
        return then(_ -> List.of());
    }

    /** The next request is not answered before {@link #answerNow}. */
    public ScriptedPeer thenWait() {
        return step((request, back) -> {
            await(request, back);
            return List.of();
        });
    }

    /** The next request is answered 100 at once, and finally by {@link #answerNow}. */
    public ScriptedPeer thenTry() {
        return step((request, back) -> {
            await(request, back);
            return List.of(answer(request, Status.of(100), List.of()));
        });
    }

    private ScriptedPeer then(Function<SipRequest, List<byte[]>> answers) {
        return step((request, _) -> answers.apply(request));
    }

    private ScriptedPeer step(Step step) {
        script.add(step);
        return this;
    }

    private void await(SipRequest request, Sockets.Out back) {
        waiting.add(new Unanswered(request, back));
        mostWaiting = Math.max(mostWaiting, waiting.size());
    }

    private static byte[] answer(SipRequest request, Status status, List<String> headers) {
        var answer = request.answer(status, "scripted");
        for (String line : headers) {
            int colon = line.indexOf(": ");
            answer.header(HeaderName.of(line.substring(0, colon)), line.substring(colon + 2));
        }
        return answer.build().bytes();
    }

    /**
     * A digest challenge for {@link #thenAnswer(int, String...)}: realm example.com, MD5, qop auth.
     *
     * @param header {@code WWW-Authenticate} or {@code Proxy-Authenticate}
     * @param more further parameters, each with a comma before it
     */
    public static String challenge(String header, String nonce, String more) {
        return header + ": Digest realm=\"example.com\", nonce=" + Token.quote(nonce) + ", algorithm=MD5, qop=\"auth\""
                + more;
    }

    // ---- keep-alives

    /**
     * From now on keep-alives are answered: double CRLF with a single one, STUN binding requests with 192.0.2.1 and this port. Before this
     * call they are counted and not answered.
     */
    public ScriptedPeer seeingThemAt(int port) {
        seenAt = port;
        return this;
    }

    /**
     * Waits for a keep-alive. Each call consumes one.
     *
     * @throws AssertionError when none arrives within twenty seconds
     */
    public void heardPing() {
        if (!await(() -> pinged.tryAcquire(PATIENCE, TimeUnit.SECONDS))) throw nothing("a keep-alive");
    }

    /** Number of keep-alives that arrived and were not consumed by {@link #heardPing}. */
    public int pings() {
        return pinged.availablePermits();
    }

    private void pinged(byte[] asked, Sockets.Out back) throws IOException {
        if (seenAt != 0) back.send(KeepAlives.answer(asked, seenAt));
        pinged.release();
    }

    // ---- received

    /**
     * The next message that arrives; waits for it. A retransmitted request does not count. The answers of the script were sent before this
     * method returns.
     *
     * @throws AssertionError when none arrives within twenty seconds
     */
    public Heard heard() {
        return await(() -> Optional.ofNullable(heard.poll(PATIENCE, TimeUnit.SECONDS)))
                .orElseThrow(() -> nothing("a message"));
    }

    /**
     * Waits for a retransmitted request. Each call consumes one.
     *
     * @throws AssertionError when none arrives within twenty seconds
     */
    public void heardAgain() {
        if (!await(() -> again.tryAcquire(PATIENCE, TimeUnit.SECONDS))) throw nothing("a repeated message");
    }

    /**
     * The next message that could not be read or answered, and why; waits for it. A message that cannot be read takes no step of the script
     * and is {@link #heard}, too. Where its end in a stream cannot be found it is only reported here, and the connection is closed.
     *
     * @throws AssertionError when none arrives within twenty seconds
     */
    public Malformed malformed() {
        return await(() -> Optional.ofNullable(malformed.poll(PATIENCE, TimeUnit.SECONDS)))
                .orElseThrow(() -> nothing("a malformed message"));
    }

    private interface Wait<T> {
        T result() throws InterruptedException;
    }

    private static <T> T await(Wait<T> wait) {
        try {
            return wait.result();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for a message", e);
        }
    }

    private AssertionError nothing(String wanted) {
        String wrong = reported.stream().map(each -> "\nmalformed, " + each).collect(Collectors.joining());
        return new AssertionError("Expected " + wanted + " within " + PATIENCE + " s but there was none" + wrong);
    }

    /** Number of connections accepted so far. */
    public int connections() {
        return sockets.connections();
    }

    /** Number of messages that arrived and were not consumed by {@link #heard}. */
    public synchronized int unheard() {
        return heard.size();
    }

    /** The highest number of requests that waited for {@link #answerNow} at the same time. */
    public synchronized int mostWaiting() {
        return mostWaiting;
    }

    // ---- sent by the test

    /** Answers the oldest request that waits. */
    public synchronized void answerNow(int code) throws IOException {
        Unanswered oldest = waiting.remove();
        oldest.back().send(answer(oldest.request(), Status.of(code), List.of()));
    }

    /** Sends a datagram. */
    public void send(InetSocketAddress to, byte[] message) throws IOException {
        sockets.send(to, message);
    }

    /** Sends a datagram. */
    public void send(InetSocketAddress to, String message) throws IOException {
        send(to, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends over the first connection that was accepted. */
    public void sendBack(byte[] message) throws IOException {
        sockets.sendBack(message);
    }

    /** Closes all connections; new ones are still accepted. */
    public void hangUp() throws IOException {
        sockets.hangUp();
    }

    @Override
    public void close() throws IOException {
        sockets.close();
    }

    private synchronized void took(Heard came, Sockets.Out back) throws IOException {
        if (KeepAlives.isOne(came.bytes())) {
            pinged(came.bytes(), back);
            return;
        }
        if (came.unanswerable()) {
            heard.add(came);
            return;
        }
        switch (came.reading()) {
            case Reading.KeepAlive _ -> pinged.release();
            case Reading.Malformed(Status status, var _) -> {
                report(came, status.reason());
                heard.add(came);
            }
            case Reading.Parsed _ -> answer(came, back);
        }
    }

    private void answer(Heard came, Sockets.Out back) throws IOException {
        boolean repeated = answered.containsKey(came.text());
        try {
            for (byte[] answer : answered.computeIfAbsent(came.text(), _ -> perform(came.request(), back)))
                back.send(answer);
        } catch (RuntimeException e) {
            report(came, "the script cannot answer it: " + e);
        } finally {
            if (repeated) again.release();
            else heard.add(came);
        }
    }

    private void report(Heard came, String why) {
        var wrong = new Malformed(came.transport(), came.bytes(), why);
        malformed.add(wrong);
        reported.add(wrong);
    }

    private List<byte[]> perform(SipRequest request, Sockets.Out back) {
        var step = script.poll();
        return step == null ? List.of() : step.answers(request, back);
    }
}
