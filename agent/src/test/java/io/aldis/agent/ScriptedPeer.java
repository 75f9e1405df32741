package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.Token;
import io.aldis.sip.wire.Cut;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import io.aldis.sip.wire.StreamCutter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The other side of a test: one port for UDP and TCP, or one of them, that keeps what it hears and answers requests by a script. When
 * the script is over it is silent. A repeated request gets the same answers again and is not heard twice.
 */
final class ScriptedPeer implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final long PATIENCE = 5;

    private final Optional<DatagramSocket> udp;
    private final Optional<ServerSocket> tcp;
    private final int port;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final Map<String, List<byte[]>> answered = new HashMap<>();
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedDeque<Step> script = new ConcurrentLinkedDeque<>();

    private final ArrayDeque<Unanswered> waiting = new ArrayDeque<>();
    private final Semaphore again = new Semaphore(0);
    private int mostWaiting;

    /** What came, and over what. */
    record Heard(String transport, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        SipRequest request() {
            if (new MessageReader(Limits.DEFAULT).read(bytes) instanceof Reading.Parsed(SipRequest request))
                return request;
            throw new AssertionError("Expected a request but was " + text());
        }

        String header(HeaderName name) {
            return request().headers().get(name).orElse("");
        }
    }

    private interface Out {
        void send(byte[] bytes) throws IOException;
    }

    private record Unanswered(SipRequest request, Out back) {}

    /** What becomes of one request. */
    private interface Step {
        List<byte[]> answers(SipRequest request, Out back);
    }

    private ScriptedPeer(boolean datagrams, boolean streams, int port) throws IOException {
        tcp = streams ? Optional.of(new ServerSocket(port, 50, LOOPBACK)) : Optional.empty();
        int wanted = tcp.map(ServerSocket::getLocalPort).orElse(port);
        udp = datagrams ? Optional.of(new DatagramSocket(wanted, LOOPBACK)) : Optional.empty();
        this.port = udp.map(DatagramSocket::getLocalPort).orElse(wanted);
        udp.ifPresent(socket -> Thread.startVirtualThread(() -> readDatagrams(socket)));
        tcp.ifPresent(socket -> Thread.startVirtualThread(() -> accept(socket)));
    }

    static ScriptedPeer udp() throws IOException {
        return new ScriptedPeer(true, false, 0);
    }

    static ScriptedPeer tcp() throws IOException {
        return new ScriptedPeer(false, true, 0);
    }

    /** In the place of one that is closed. */
    static ScriptedPeer tcp(int port) throws IOException {
        return new ScriptedPeer(false, true, port);
    }

    static ScriptedPeer both() throws IOException {
        return new ScriptedPeer(true, true, 0);
    }

    int port() {
        return port;
    }

    /** For {@link AgentBuilder#server}. */
    String address() {
        return "127.0.0.1:" + port + (udp.isEmpty() ? ";transport=tcp" : "");
    }

    /** For {@link AgentBuilder#server}, where UDP is asked for. */
    String udpAddress() {
        return "127.0.0.1:" + port + ";transport=udp";
    }

    // ---- the script

    /** @param headers whole lines */
    ScriptedPeer thenAnswer(int code, String... headers) {
        return thenAnswer(Status.of(code), _ -> List.of(headers));
    }

    ScriptedPeer thenAnswer(Status status, Function<SipRequest, List<String>> headers) {
        return then(request -> List.of(answer(request, status, headers.apply(request))));
    }

    ScriptedPeer thenAnswerFirst(int provisional, int last) {
        return then(request -> List.of(
                answer(request, Status.of(provisional), List.of()), answer(request, Status.of(last), List.of())));
    }

    /** Bytes of the test's own making. */
    ScriptedPeer thenSay(Function<SipRequest, List<String>> messages) {
        return then(request -> messages.apply(request).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    private static byte[] answer(SipRequest request, Status status, List<String> headers) {
        var answer = request.answer(status, "scripted");
        for (String line : headers) {
            int colon = line.indexOf(": ");
            answer.header(HeaderName.of(line.substring(0, colon)), line.substring(colon + 2));
        }
        return answer.build().bytes();
    }

    /** A REGISTER is granted: all bindings are listed, ours byte for byte. */
    ScriptedPeer thenBind(int seconds) {
        return thenAnswer(
                Status.of(200),
                request -> List.of("Contact: <sip:another@192.0.2.9>;expires=77, "
                        + request.headers().get(HeaderName.CONTACT).orElseThrow() + ";expires=" + seconds));
    }

    ScriptedPeer thenStaySilent() {
        return then(_ -> List.of());
    }

    /** Not answered before {@link #answerNow}. */
    ScriptedPeer thenWait() {
        script.add((request, back) -> {
            waiting.add(new Unanswered(request, back));
            mostWaiting = Math.max(mostWaiting, waiting.size());
            return List.of();
        });
        return this;
    }

    /** Answered 100 now, and the rest at {@link #answerNow}. */
    ScriptedPeer thenTry() {
        thenWait();
        Step wait = script.removeLast();
        script.add((request, back) -> {
            wait.answers(request, back);
            return List.of(answer(request, Status.of(100), List.of()));
        });
        return this;
    }

    /** Answers the oldest of those that wait. */
    synchronized void answerNow(int code) throws IOException {
        Unanswered oldest = waiting.remove();
        oldest.back().send(answer(oldest.request(), Status.of(code), List.of()));
    }

    /** How many waited at the same time. */
    synchronized int mostWaiting() {
        return mostWaiting;
    }

    private ScriptedPeer then(Function<SipRequest, List<byte[]>> step) {
        script.add((request, _) -> step.apply(request));
        return this;
    }

    /** The next message that comes; fails the test when none does. */
    Heard heard() {
        try {
            Heard next = heard.poll(PATIENCE, TimeUnit.SECONDS);
            assertThat(next).as("a message within " + PATIENCE + " s").isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for a message that has come before. */
    void heardAgain() {
        try {
            assertThat(again.tryAcquire(PATIENCE, TimeUnit.SECONDS))
                    .as("a repeated message within " + PATIENCE + " s")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How many repeated messages have come that nobody has asked for. */
    int repeated() {
        return again.availablePermits();
    }

    /** How much came that nobody has asked for. */
    int unheard() {
        return heard.size();
    }

    // ---- on its own account

    /** Sends a datagram to one of our agents. */
    void send(Agent to, byte[] message) throws IOException {
        InetSocketAddress address = to.bound().getFirst().address();
        udp.orElseThrow().send(new DatagramPacket(message, message.length, address));
    }

    void send(Agent to, String message) throws IOException {
        send(to, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends over the first connection that was made to us. */
    void sendBack(byte[] message) throws IOException {
        connections.getFirst().getOutputStream().write(message);
    }

    /** Breaks all connections. */
    void hangUp() throws IOException {
        for (Socket connection : connections) connection.close();
    }

    // ---- sockets

    private void readDatagrams(DatagramSocket socket) {
        byte[] buffer = new byte[65_536];
        try {
            while (true) {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
                took("UDP", bytes, out -> socket.send(new DatagramPacket(out, out.length, packet.getSocketAddress())));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.add(connection);
                Thread.startVirtualThread(() -> readStream(connection));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private void readStream(Socket connection) {
        var cutter = new StreamCutter(Limits.DEFAULT);
        byte[] buffer = new byte[8192];
        try {
            for (int n = connection.getInputStream().read(buffer);
                    n >= 0;
                    n = connection.getInputStream().read(buffer)) {
                cutter.add(ByteBuffer.wrap(buffer, 0, n));
                while (cutter.next() instanceof Cut.Frame(byte[] bytes))
                    took("TCP", bytes, connection.getOutputStream()::write);
            }
        } catch (IOException _) {
            // closed: the test is over, or hangs up
        }
    }

    private synchronized void took(String transport, byte[] bytes, Out out) throws IOException {
        var came = new Heard(transport, bytes);
        boolean response = came.text().startsWith("SIP/2.0 ");
        if (response || !answered.containsKey(came.text())) heard.add(came);
        else again.release();
        if (response || came.text().startsWith("ACK ")) return; // nobody answers these
        for (byte[] answer : answered.computeIfAbsent(came.text(), _ -> perform(came.request(), out))) out.send(answer);
    }

    private List<byte[]> perform(SipRequest request, Out out) {
        var step = script.poll();
        return step == null ? List.of() : step.answers(request, out);
    }

    @Override
    public void close() throws IOException {
        udp.ifPresent(DatagramSocket::close);
        if (tcp.isPresent()) tcp.get().close();
        hangUp();
    }

    /** A challenge as a header line. */
    static String challenge(String header, String nonce, String more) {
        return header + ": Digest realm=\"example.com\", nonce=" + Token.quote(nonce) + ", algorithm=MD5, qop=\"auth\""
                + more;
    }
}
