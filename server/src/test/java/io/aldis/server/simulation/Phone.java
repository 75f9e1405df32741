package io.aldis.server.simulation;

import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of bob's phones: how it is known, where it is now, and which requests it remembers. */
final class Phone {
    /** How a phone is known to the server, and what leads to it. */
    enum Kind {
        NAMED_UDP(true, Transport.UDP),
        NAMED_TCP(true, Transport.TCP),
        NAMELESS_UDP(false, Transport.UDP),
        NAMELESS_TCP(false, Transport.TCP),
        /** A new {@code +sip.instance} after each start, as JsSIP and SIP.js make it. */
        BROWSER(true, Transport.WS),
        /** No {@code +sip.instance}, and a contact at {@code .invalid}. */
        NAMELESS_BROWSER(false, Transport.WS);

        final boolean named;
        final Transport transport;

        Kind(boolean named, Transport transport) {
            this.named = named;
            this.transport = transport;
        }
    }

    /** A MESSAGE that the phone remembers by its branch. */
    static final class Received {
        final Message message;
        final String branch;
        final SimulatedServer from;
        final long at;
        final SipRequest request;
        final byte[] wire;
        /** When it came last. */
        long last;

        /** Whether it will be answered. */
        boolean reacts;

        final @Nullable Connection over;

        @Nullable
        SipResponse answer;

        Received(
                Message message,
                String branch,
                SimulatedServer from,
                long at,
                SipRequest request,
                byte[] wire,
                @Nullable Connection over) {
            this.over = over;
            this.message = message;
            this.branch = branch;
            this.from = from;
            this.at = at;
            this.last = at;
            this.request = request;
            this.wire = wire;
        }
    }

    /** What a phone does with a MESSAGE. @param delay in milliseconds @param retryAfter in seconds; 0 for none */
    record Behaviour(int code, int delay, int retryAfter) {
        static final Behaviour TAKES = new Behaviour(200, 0, 0);
        static final Behaviour SILENT = new Behaviour(0, 0, 0);

        static Behaviour of(int choice) {
            return switch (choice % 10) {
                case 0, 1, 2 -> SILENT;
                case 3 -> new Behaviour(200, 1 + choice % 2000, 0);
                case 4 -> new Behaviour(486, 0, choice % 2 == 0 ? 0 : 2 + choice % 9);
                case 5 -> new Behaviour(480, 0, 0);
                case 6 -> new Behaviour(choice % 30 == 6 ? 603 : 500, 0, 0);
                default -> TAKES;
            };
        }

        @Override
        public String toString() {
            if (code == 0) return "no answer";
            return code
                    + (delay > 0 ? " after " + delay + " ms" : "")
                    + (retryAfter > 0 ? " with Retry-After: " + retryAfter : "");
        }
    }

    final int number;
    final Kind kind;
    final Map<String, Received> received = new HashMap<>();

    boolean up;
    /** Whether the server has answered 200 to its last REGISTER, and nothing has ended that binding since as far as the phone knows. */
    boolean registered;

    boolean everRegistered;
    /** Whether it has registered since the server started. */
    boolean registeredHere;
    /** Whether the server was started again since the beginning. */
    boolean hadOtherServer;

    int port = 5060;
    /** The last one that it has had. */
    int ports = 5060;

    int starts;
    int places;
    int topPlaces;
    /** Contacts that it has left, and that the server may still take for those of another device. */
    final Set<String> ghosts = new HashSet<>();
    /** When it has taken another user part. */
    long anotherSince;

    int users;
    int cseq;

    @Nullable
    Connection connection;

    Behaviour behaviour = Behaviour.TAKES;
    long behavesSince;
    /** Rises with all that the phone does. */
    int epoch;

    /** That have not been answered. */
    int registers;

    /** When it lost its last connection. */
    long disconnectedAt = Long.MIN_VALUE;

    long registeredAt = Long.MIN_VALUE / 2;
    /** The registration before that one. */
    long registeredBefore = Long.MIN_VALUE / 2;

    Phone(int number, Kind kind) {
        this.number = number;
        this.kind = kind;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(literal("192.0.2." + (10 + number)), port);
    }

    static InetAddress literal(String host) {
        return InetAddress.ofLiteral(host);
    }

    String user() {
        return users == 0 ? "bob" + number : "bob" + number + 'x' + users;
    }

    String contact() {
        if (kind.transport == Transport.WS)
            return "sip:" + user() + "@c" + number + 'x' + places + ".invalid;transport=ws";
        String tcp = kind.transport == Transport.TCP ? ";transport=tcp" : "";
        return "sip:" + user() + "@192.0.2." + (10 + number) + ':' + port + tcp;
    }

    String instance() {
        if (!kind.named) return "";
        String id = kind == Kind.BROWSER ? number + "-" + starts : Integer.toString(number);
        return ";+sip.instance=\"<urn:uuid:" + id + ">\"";
    }

    String callId() {
        return "r" + number + '-' + starts;
    }

    @Override
    public String toString() {
        return "phone " + number;
    }
}
