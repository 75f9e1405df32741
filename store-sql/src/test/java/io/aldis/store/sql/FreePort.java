package io.aldis.store.sql;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that must be told one, and for servers that come back to theirs. They are below those that Linux gives to whoever
 * asks for any (32768 and up): nobody is given such a port between our look at it and its use, or while its server is away; and nobody
 * who tries to connect there meanwhile is given it for his own end, and meets himself.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int TRIES = 1000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** One of the loopback address that is free for UDP and TCP, and that nobody in this process has got before. */
    public static int any() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port) && GIVEN.add(port)) return port;
        }
        throw new AssertionError("no port from " + FIRST + " to " + END + " is free for UDP and TCP");
    }

    private static boolean isFree(int port) {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try (var _ = new DatagramSocket(port, loopback);
                var _ = new ServerSocket(port, 1, loopback)) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
