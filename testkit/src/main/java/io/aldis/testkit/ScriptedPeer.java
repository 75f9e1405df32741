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
 * The other side of a test: one port of the loopback address for UDP and TCP, or one of them, that keeps what it hears and answers
 * requests by a script, one step for each. When the script is over it is silent. What cannot be read is reported by {@link #malformed}. A repeated request gets the same answers again and is
 * not heard twice.
 *
 * {@snippet :
 * try (var bob = ScriptedPeer.udp().thenAnswer(200).thenStaySilent()) {
 *     // send something to bob.address(), then
 *     assertThat(bob.heard().text()).startsWith("MESSAGE sip:bob@");
 * }
 * }
 *
 * <p>Safe for every thread.
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

    /** What becomes of one request. */
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

    /** On any free port. */
    public static ScriptedPeer udp() throws IOException {
        return new ScriptedPeer(new Sockets(true, false, 0));
    }

    /** On any free port. */
    public static ScriptedPeer tcp() throws IOException {
        return tcp(0);
    }

    /** On that port: in the place of one that is closed. */
    public static ScriptedPeer tcp(int port) throws IOException {
        return new ScriptedPeer(new Sockets(false, true, port));
    }

    /** On any port that is free for both. */
    public static ScriptedPeer both() throws IOException {
        return new ScriptedPeer(new Sockets(true, true, 0));
    }

    public int port() {
        return sockets.port();
    }

    /** {@code 127.0.0.1:port}, with {@code transport=tcp} when it has no UDP. */
    public String address() {
        return "127.0.0.1:" + port() + (sockets.datagrams() ? "" : ";transport=tcp");
    }

    /** The same, where UDP is asked for. */
    public String udpAddress() {
        return "127.0.0.1:" + port() + ";transport=udp";
    }

    // ---- the script

    /** @param headers whole lines */
    public ScriptedPeer thenAnswer(int code, String... headers) {
        return thenAnswer(Status.of(code), _ -> List.of(headers));
    }

    /** @param headers whole lines, made of the request */
    public ScriptedPeer thenAnswer(Status status, Function<SipRequest, List<String>> headers) {
        return then(request -> List.of(answer(request, status, headers.apply(request))));
    }

    /** Two answers, one right behind the other. */
    public ScriptedPeer thenAnswerFirst(int provisional, int last) {
        return then(request -> List.of(
                answer(request, Status.of(provisional), List.of()), answer(request, Status.of(last), List.of())));
    }

    /** Whole messages of the test's own making, right or wrong. */
    public ScriptedPeer thenSay(Function<SipRequest, List<String>> messages) {
        return then(request -> messages.apply(request).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /** A REGISTER is granted for so long: all bindings are listed, another one and its own byte for byte. */
    public ScriptedPeer thenBind(int seconds) {
        return thenAnswer(
                Status.of(200),
                request -> List.of("Contact: <sip:another@192.0.2.9>;expires=77, "
                        + request.headers().get(HeaderName.CONTACT).orElseThrow() + ";expires=" + seconds));
    }

    public ScriptedPeer thenStaySilent() {
        return then(_ -> List.of());
    }

    /** Not answered before {@link #answerNow}. */
    public ScriptedPeer thenWait() {
        return step((request, back) -> {
            await(request, back);
            return List.of();
        });
    }

    /** Answered 100, and the rest at {@link #answerNow}. */
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
     * @param more further parameters, each with a comma in front
     */
    public static String challenge(String header, String nonce, String more) {
        return header + ": Digest realm=\"example.com\", nonce=" + Token.quote(nonce) + ", algorithm=MD5, qop=\"auth\""
                + more;
    }

    // ---- keep-alives

    /**
     * From now on keep-alives are answered: two line ends on a connection by one, STUN binding requests by an address and this port. Without
     * this they are heard and not answered.
     */
    public ScriptedPeer seeingThemAt(int port) {
        seenAt = port;
        return this;
    }

    /**
     * Waits for a keep-alive that nobody has waited for yet.
     *
     * @throws AssertionError when none comes within five seconds
     */
    public void heardPing() {
        if (!await(() -> pinged.tryAcquire(PATIENCE, TimeUnit.SECONDS))) throw nothing("a keep-alive");
    }

    /** How many keep-alives have come that nobody has waited for. */
    public int pings() {
        return pinged.availablePermits();
    }

    private void pinged(byte[] asked, Sockets.Out back) throws IOException {
        if (seenAt != 0) back.send(KeepAlives.answer(asked, seenAt));
        pinged.release();
    }

    // ---- what happened

    /**
     * The next message that comes; a repeated one does not count. What the script says to it is on its way already, in front of all that
     * the test sends from now on.
     *
     * @throws AssertionError when none comes within twenty seconds
     */
    public Heard heard() {
        return await(() -> Optional.ofNullable(heard.poll(PATIENCE, TimeUnit.SECONDS)))
                .orElseThrow(() -> nothing("a message"));
    }

    /**
     * Waits for a message that has come before.
     *
     * @throws AssertionError when none comes within twenty seconds
     */
    public void heardAgain() {
        if (!await(() -> again.tryAcquire(PATIENCE, TimeUnit.SECONDS))) throw nothing("a repeated message");
    }

    /**
     * The next message that could not be read or answered, with what is wrong with it. Such a message takes no step of the script. It is
     * {@link #heard}, too; a stream is closed behind it where nothing says how long it is.
     *
     * @throws AssertionError when none comes within twenty seconds
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

    /** How many connections were ever made to it. */
    public int connections() {
        return sockets.connections();
    }

    /** How many messages have come that nobody has asked for. */
    public synchronized int unheard() {
        return heard.size();
    }

    /** How many requests have waited for {@link #answerNow} at the same time. */
    public synchronized int mostWaiting() {
        return mostWaiting;
    }

    // ---- on its own account

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

    /** Sends over the first connection that was made to it. */
    public void sendBack(byte[] message) throws IOException {
        sockets.sendBack(message);
    }

    /** Breaks all connections; new ones are taken. */
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
