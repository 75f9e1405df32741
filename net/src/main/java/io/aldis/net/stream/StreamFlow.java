package io.aldis.net.stream;

import io.aldis.net.Carried;
import io.aldis.net.Carrier;
import io.aldis.net.Flow;
import io.aldis.net.Listen;
import io.aldis.net.NetSettings;
import io.aldis.net.PlainText;
import io.aldis.net.Pong;
import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.wire.Cut;
import io.aldis.sip.wire.StreamCutter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Messages that are sent before it is established are queued, up to a limit; when it fails or breaks, their {@code Unsent}
 * callbacks are called. {@link #close} ends the flow at once for its users; what is written is still sent, and the peer gets 2 s to close.
 *
 * <pre>
 *   CONNECTING ──active──► OPEN ──peer, error, deadline, close()──► CLOSED ──written, LINGER──► channel closed
 *       └──refused, timeout, error, close()──► FAILED ──► channel closed
 * </pre>
 */
public final class StreamFlow extends ChannelDuplexHandler implements Flow, Budget.Holder {
    /** Messages that may wait for a connection to be established. */
    private static final int WAITING = 256;

    private static final byte[] PONG = {'\r', '\n'};
    private static final byte[] PING = {'\r', '\n', '\r', '\n'};
    /** Octets of CRLFs that may be left between messages (four are a ping) without a message having begun. */
    private static final int BETWEEN = 3;
    /** How long the peer may take to close after us: closing a socket with unread octets resets it, which may lose our last response. */
    private static final long LINGER = Duration.ofSeconds(2).toNanos();

    private record Waiting(byte[] bytes, Unsent unsent) {}

    private enum State {
        CONNECTING,
        OPEN,
        /** Closed for its users. */
        CLOSED,
        /** Closed before it was established. */
        FAILED;

        boolean isOver() {
            return this == CLOSED || this == FAILED;
        }

        boolean wasEstablished() {
            return this == OPEN || this == CLOSED;
        }

        State ended() {
            return wasEstablished() ? CLOSED : FAILED;
        }
    }

    /** Key of a connection. @param domain over TLS, the one that the certificate of the peer is for; empty for accepted connections */
    record Peer(Transport transport, InetSocketAddress address, String domain) {}

    private final Transport transport;
    private final InetSocketAddress remote;
    private final String domain;
    private final HostPort sentBy;
    private final String id;
    private final ConnectionContext shared;
    private final NetSettings settings;
    private final StreamCutter cutter;
    private final Deadlines deadlines;
    private final HeldOctets octets = new HeldOctets();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private State state = State.CONNECTING;
    private @Nullable Channel channel;
    private String reason = "closed by the peer";
    private Optional<Listen> listener = Optional.empty();
    private Set<String> identities = Set.of();

    private final Alarm deadline = new Alarm() {
        @Override
        protected void rang() {
            if (state.isOver()) hangUp();
            else checkDeadlines();
        }
    };

    StreamFlow(Peer peer, HostPort sentBy, String id, ConnectionContext shared) {
        this.transport = peer.transport();
        this.remote = peer.address();
        this.domain = peer.domain();
        this.sentBy = sentBy;
        this.id = id;
        this.shared = shared;
        this.settings = shared.settings();
        this.deadlines = new Deadlines(settings);
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

    String domain() {
        return domain;
    }

    @Override
    public Optional<Listen> listener() {
        return listener;
    }

    @Override
    public Set<String> identities() {
        return identities;
    }

    @Override
    public boolean alias() {
        return transport == Transport.TLS
                && listener.isEmpty()
                && shared.owner().hasCertificateForServers();
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
        return !state.isOver();
    }

    @Override
    public boolean established() {
        return state.wasEstablished();
    }

    @Override
    public void send(byte[] bytes, Unsent unsent) {
        Channel to = channel;
        if (state.isOver()) unsent.unsent(reason);
        else if (state == State.CONNECTING || to == null) await(bytes, unsent);
        else if (!to.isWritable())
            unsent.unsent("the peer does not read: " + settings.unread() + " octets wait for it");
        else write(to, bytes, unsent);
    }

    @Override
    public void ping(byte[] id) {
        if (state != State.OPEN || isCarried()) return;
        cutter.expectPong();
        send(PING, Unsent.NOBODY);
    }

    private void await(byte[] bytes, Unsent unsent) {
        if (waiting.size() >= WAITING) {
            unsent.unsent("the connection is not up yet and " + WAITING + " messages wait for it");
        } else if (!shared.budget().hasRoomFor(bytes.length)) {
            unsent.unsent("the connection is not up yet and there is no room to wait for it");
        } else {
            waiting.add(new Waiting(bytes, unsent));
            octets.queued(bytes.length);
            weigh();
        }
    }

    private void write(Channel to, byte[] bytes, Unsent unsent) {
        ByteBuf buffer = to.alloc().directBuffer(bytes.length).writeBytes(bytes);
        if (unsent == Unsent.NOBODY) {
            to.write(buffer, to.voidPromise());
        } else {
            to.write(buffer).addListener((ChannelFutureListener) done -> {
                if (!done.isSuccess()) unsent.unsent(state.isOver() ? reason : broke(done.cause()));
            });
        }
        shared.flusher().later(to);
        shared.inbound().sent(bytes, this);
    }

    @Override
    public void close(String why) {
        if (state.isOver()) return;
        reason = why;
        end();
        if (state.wasEstablished()) finish();
        else hangUp();
    }

    /** Sends what is written, then the closing message of the carrier or TLS, then FIN; waits {@link #LINGER} for the FIN of the peer. */
    private void finish() {
        Channel to = channel;
        if (to == null) return;
        shared.wheel().set(deadline, LINGER);
        SslHandler secure = to.pipeline().get(SslHandler.class);
        Object last = state.wasEstablished() && isCarried() ? new Carrier.Parting(reason) : Unpooled.EMPTY_BUFFER;
        to.writeAndFlush(last).addListener(written -> {
            if (secure == null) ((DuplexChannel) to).shutdownOutput();
            else secure.closeOutbound().addListener(said -> ((DuplexChannel) to).shutdownOutput());
        });
    }

    private boolean isCarried() {
        return transport == Transport.WS || transport == Transport.WSS;
    }

    private void hangUp() {
        Channel to = channel;
        if (to != null) to.close();
    }

    // ---- octets that it holds

    /** Reports the octets that are still queued after a flush; those that are sent later are noticed by the next report. */
    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        weigh();
    }

    private void weigh() {
        long unread = unread();
        long now = state.isOver() ? octets.whenClosed(unread) : octets.whileOpen(unread, cutter.held());
        long before = octets.reported();
        if (now == before) return;
        octets.reported(now);
        shared.budget().changed(this, before, now);
    }

    /** {@link Records} reports the octets that TLS holds. */
    void beneath(long held) {
        octets.inTls(held);
        weigh();
    }

    private long unread() {
        Channel to = channel;
        ChannelOutboundBuffer out = to == null ? null : to.unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes();
    }

    @Override
    public long held() {
        return octets.reported();
    }

    @Override
    public void settle() {
        Channel to = channel;
        if (to != null) to.flush();
        weigh();
    }

    @Override
    public void relinquish(String why) {
        cut(why);
        weigh();
    }

    /** The connection could not be established. */
    void failed(String why) {
        if (state.isOver()) return;
        reason = why;
        end();
    }

    /** The carrier has refused the peer and written its response; the peer gets {@link #LINGER} to read it. */
    void dismissed(String why) {
        if (state.isOver()) return;
        failed(why);
        finish();
    }

    /** The TLS handshake failed, or the certificate is not for the domain. Logged for the operator. */
    void refused(String why) {
        shared.refusals().note(this, domain, why);
        failed(listener.isPresent() ? why : "no connection to " + this + " for " + domain + ": " + why);
    }

    /** Sets the domains of the validated certificate of the peer. */
    void speaksFor(Set<String> domains) {
        identities = domains;
    }

    /** Marks the connection as accepted by that listener. */
    StreamFlow cameIn(Listen at) {
        listener = Optional.of(at);
        return this;
    }

    // ---- events of the channel

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (state.isOver()) return; // closed before it was established
        if (context.channel().localAddress().equals(remote())) {
            close("no connection to " + this + ": nothing listens there, and the socket connected to itself");
            return;
        }
        state = State.OPEN;
        long now = shared.wheel().now();
        deadlines.opened(now, listener.isPresent());
        shared.wheel().set(deadline, deadlines.untilNext(now));
        shared.inbound().opened(this);
        octets.noneQueued();
        for (Waiting each = waiting.poll(); each != null; each = waiting.poll()) send(each.bytes(), each.unsent());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Carried carried) {
            take(carried);
            return;
        }
        ByteBuf buffer = (ByteBuf) message;
        try {
            if (state.isOver()) return;
            cutter.add(buffer.nioBuffer());
        } finally {
            buffer.release();
        }
        long now = shared.wheel().now();
        boolean whole = takeMessages();
        deadlines.heard(now, whole, cutter.waiting() > BETWEEN);
        weigh();
    }

    /** Takes what a {@link Carrier} passes on. */
    private void take(Carried carried) {
        if (state.isOver()) return;
        long held = carried instanceof Carried.Sign(long partial) ? partial : 0;
        octets.inCarrier(held);
        deadlines.heard(shared.wheel().now(), carried instanceof Carried.Whole, held > 0);
        weigh();
        switch (carried) {
            case Carried.Whole(byte[] bytes) -> shared.inbound().message(bytes, this);
            case Carried.End(String why) -> close(why);
            case Carried.Sign _ -> {}
        }
    }

    /** @return whether at least one message was taken */
    private boolean takeMessages() {
        boolean whole = false;
        while (!state.isOver()) {
            switch (cutter.next()) {
                case Cut.Frame(byte[] bytes) -> {
                    whole = true;
                    shared.inbound().message(bytes, this);
                }
                case Cut.Ping _ -> send(PONG, Unsent.NOBODY);
                case Cut.Pong _ -> shared.inbound().pong(this, Pong.CRLF);
                case Cut.NotYet _ -> {
                    return whole;
                }
                case Cut.Broken broken -> {
                    shared.inbound().broken(broken, this);
                    close(broken.status().reason());
                    return whole;
                }
            }
        }
        return whole;
    }

    private void checkDeadlines() {
        long now = shared.wheel().now();
        Deadlines.Overdue overdue = deadlines.overdue(now);
        switch (overdue) {
            case REST, FIRST, ANYTHING -> close(deadlines.words(overdue));
            case READING -> cut(deadlines.words(overdue));
            case NOTHING -> {
                cutter.trim();
                shared.wheel().set(deadline, deadlines.untilNext(now));
            }
        }
    }

    /** Closes at once: a peer that does not read gets no flush and no FIN wait. */
    private void cut(String why) {
        close(why);
        hangUp();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        deadlines.writable(shared.wheel().now(), context.channel().isWritable());
    }

    @Override
    public void silentAtMost(Duration longest) {
        if (state.isOver() || !deadlines.silentAtMost(longest)) return;
        if (state == State.OPEN) shared.wheel().set(deadline, deadlines.afterShorterSilence());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        shared.wheel().stop(deadline);
        weigh();
    }

    private void end() {
        if (state.isOver()) return;
        state = state.ended();
        shared.wheel().stop(deadline);
        shared.owner().ended(this);
        shared.inbound().closed(this, reason);
        for (Waiting each = waiting.poll(); each != null; each = waiting.poll())
            each.unsent().unsent(reason);
        octets.noneQueued();
        weigh();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!state.isOver()) reason = broke(cause);
        context.close();
    }

    private static String broke(Throwable cause) {
        return "the connection broke: " + PlainText.cause(cause);
    }

    @Override
    public String toString() {
        return transport.parameter() + ':' + NetUtil.toSocketAddressString(remote);
    }
}
