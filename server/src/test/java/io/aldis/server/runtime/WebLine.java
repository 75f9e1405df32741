package io.aldis.server.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The line of a phone in a browser, on the WebSocket of the JDK: it has no address that anybody could reach. */
final class WebLine implements Phone.Line, WebSocket.Listener {
    private static final AtomicInteger MADE = new AtomicInteger();

    private final String address = "phone" + MADE.incrementAndGet() + ".invalid:" + (1000 + MADE.get());
    private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;

    WebLine(InetSocketAddress server) {
        socket = client.newWebSocketBuilder()
                .subprotocols("sip")
                .buildAsync(URI.create("ws://" + Wires.text(server) + "/"), this)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        part.append(text);
        if (last) {
            heard.add(part.toString().getBytes(StandardCharsets.UTF_8));
            part.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer bytes, boolean last) {
        byte[] message = new byte[bytes.remaining()];
        bytes.get(message);
        heard.add(message);
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void send(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean isText = java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
        (isText ? socket.sendText(text, true) : socket.sendBinary(ByteBuffer.wrap(bytes), true)).join();
    }

    @Override
    public byte[] hear(int milliseconds) throws IOException {
        try {
            byte[] next = heard.poll(milliseconds, TimeUnit.MILLISECONDS);
            if (next == null) throw new SocketTimeoutException();
            return next;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String transport() {
        return "WS";
    }

    @Override
    public void to(InetSocketAddress server) {
        throw new UnsupportedOperationException("a connection has its end");
    }

    /** Until the server has said goodbye as well: then it knows. */
    @Override
    public void close() {
        if (!closed.isDone()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            closed.orTimeout(20, TimeUnit.SECONDS).join();
        }
        client.shutdownNow();
    }
}
