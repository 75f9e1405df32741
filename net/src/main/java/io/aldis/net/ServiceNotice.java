package io.aldis.net;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the service state to systemd (sd_notify(3)): lines in a datagram to the Unix socket that {@code NOTIFY_SOCKET} names. */
public final class ServiceNotice {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotice.class);

    private final Optional<Path> socket;

    private ServiceNotice(Optional<Path> socket) {
        this.socket = socket;
    }

    /** Sends nothing when the variable is not set or names an abstract socket. */
    public static ServiceNotice in(Map<String, String> environment) {
        return new ServiceNotice(Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                .filter(name -> name.startsWith("/"))
                .map(Path::of));
    }

    /** Sends {@code READY=1}, {@code STOPPING=1} and the like; several lines at a time. A failure is logged and otherwise ignored. */
    public void say(String lines) {
        socket.ifPresent(path -> send(path, lines.getBytes(StandardCharsets.UTF_8)));
    }

    /** Uses Netty's native socket: the JDK has no datagrams over Unix sockets. */
    private static void send(Path path, byte[] bytes) {
        if (!Epoll.isAvailable()) {
            LOG.warn("NOTIFY_SOCKET: not notified, there is no epoll on this machine");
            return;
        }
        Socket to = Socket.newSocketDomainDgram();
        try {
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            int sent = to.sendToDomainSocket(
                    direct, 0, bytes.length, path.toString().getBytes(StandardCharsets.UTF_8));
            if (sent < bytes.length) LOG.warn("NOTIFY_SOCKET: {} took {} of {} octets", path, sent, bytes.length);
        } catch (IOException e) {
            LOG.warn("NOTIFY_SOCKET: {}: {}", path, PlainText.cause(e));
        } finally {
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("NOTIFY_SOCKET: cannot be closed", e);
        }
    }
}
