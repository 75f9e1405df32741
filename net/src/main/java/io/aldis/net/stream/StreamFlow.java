package io.aldis.net.stream;

import io.aldis.net.Flow;
import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.net.NetSettings;
import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.TimerWheel;
import io.aldis.sip.wire.Cut;
import io.aldis.sip.wire.StreamCutter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Until it is up, what is sent waits, in bounds; when it cannot come up or breaks, the senders hear so.
 *
 * <pre>
 *   connecting ──up──► open ──peer, error, deadline, close()──► closed
 *       └───refused, too long─────────────────────────────────────▲
 * </pre>
 */
public final class StreamFlow extends ChannelInboundHandlerAdapter implements Flow {
    private static final int WAITING = 256;
    private static final byte[] PONG = {'\r', '\n'};

    private record Waiting(byte[] bytes, Unsent unsent) {}

    private final Transport transport;
    private final InetSocketAddress remote;
    private final HostPort sentBy;
    private final String id;
    private final Inbound inbound;
    private final Flusher flusher;
    private final TimerWheel wheel;
    private final NetSettings settings;
    private final StreamCutter cutter;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Channel channel;
    private boolean up;
    private boolean closed;
    private String reason = "closed by the peer";
    private long lastHeard;
    private long partialSince = -1;

    private final Alarm deadline = new Alarm() {
        @Override
        protected void rang() {
            checkDeadlines();
        }
    };

    StreamFlow(Transport transport, InetSocketAddress remote, HostPort sentBy, String id, Streams home) {
        this.transport = transport;
        this.remote = remote;
        this.sentBy = sentBy;
        this.id = id;
        this.inbound = home.inbound();
        this.flusher = home.flusher();
        this.wheel = home.wheel();
        this.settings = home.settings();
        this.cutter = new StreamCutter(settings.limits());
    }

    // ---- Flow

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public HostPort sentBy() {
        return sentBy;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean open() {
        return !closed;
    }

    @Override
    public boolean established() {
        return up;
    }

    @Override
    public void send(byte[] bytes, Unsent unsent) {
        Channel to = channel;
        if (closed) unsent.unsent(reason);
        else if (!up || to == null) await(bytes, unsent);
        else if (!to.isWritable())
            unsent.unsent("the peer does not read: " + settings.unread() + " octets wait for it");
        else write(to, bytes, unsent);
    }

    private void await(byte[] bytes, Unsent unsent) {
        if (waiting.size() < WAITING) waiting.add(new Waiting(bytes, unsent));
        else unsent.unsent("the connection is not up yet and " + WAITING + " messages wait for it");
    }

    private void write(Channel to, byte[] bytes, Unsent unsent) {
        ByteBuf buffer = to.alloc().directBuffer(bytes.length).writeBytes(bytes);
        if (unsent == Unsent.NOBODY) {
            to.write(buffer, to.voidPromise());
        } else {
            to.write(buffer).addListener((ChannelFutureListener) done -> {
                if (!done.isSuccess()) unsent.unsent("the connection broke: " + done.cause());
            });
        }
        flusher.later(to);
    }

    @Override
    public void close(String why) {
        if (closed) return;
        reason = why;
        Channel open = channel;
        if (open != null)
            open.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** The connection could not be made. */
    void failed(String why) {
        reason = why;
        end();
    }

    // ---- events of the channel

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        up = true;
        lastHeard = wheel.now();
        wheel.set(deadline, settings.partial().toNanos());
        inbound.opened(this);
        for (Waiting each = waiting.poll(); each != null; each = waiting.poll()) send(each.bytes(), each.unsent());
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        try {
            if (!closed) cutter.add(buffer.nioBuffer());
        } finally {
            buffer.release();
        }
        lastHeard = wheel.now();
        boolean whole = takeMessages();
        boolean some = cutter.waiting() > 0;
        partialSince = !some ? -1 : whole || partialSince < 0 ? lastHeard : partialSince;
    }

    /** @return whether at least one message was taken */
    private boolean takeMessages() {
        boolean whole = false;
        while (!closed) {
            switch (cutter.next()) {
                case Cut.Frame(byte[] bytes) -> {
                    whole = true;
                    inbound.message(bytes, this);
                }
                case Cut.Ping _ -> send(PONG, Unsent.NOBODY);
                case Cut.NotYet _ -> {
                    return whole;
                }
                case Cut.Broken broken -> {
                    inbound.broken(broken, this);
                    close(broken.status().reason());
                    return whole;
                }
            }
        }
        return whole;
    }

    private void checkDeadlines() {
        long now = wheel.now();
        boolean stuck =
                partialSince >= 0 && now - partialSince >= settings.partial().toNanos();
        boolean idle = now - lastHeard >= settings.idle().toNanos();
        if (stuck)
            close("a message did not arrive whole within " + settings.partial().toSeconds() + " s");
        else if (idle) close("silent for " + settings.idle().toSeconds() + " s");
        wheel.set(deadline, settings.partial().toNanos());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    private void end() {
        if (closed) return;
        closed = true;
        wheel.stop(deadline);
        inbound.closed(this, reason);
        for (Waiting each = waiting.poll(); each != null; each = waiting.poll())
            each.unsent().unsent(reason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reason = "the connection broke: " + cause.getMessage();
        context.close();
    }

    @Override
    public String toString() {
        return transport.parameter() + ':' + remote.getAddress().getHostAddress() + ':' + remote.getPort();
    }
}
