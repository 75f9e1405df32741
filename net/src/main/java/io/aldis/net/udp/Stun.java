package io.aldis.net.udp;

import io.aldis.net.Pong;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * STUN keep-alives on the SIP port over UDP: answers a binding request with the address that it came from (RFC 5626 §8, RFC 8489 §5 and
 * §14.2), and makes such requests for a user agent. No other STUN method, no credentials, no comprehension-required attributes. A response has
 * at most 2.2 times the octets of its request. The first octet of both is 0 or 1; no SIP message begins with these.
 */
public final class Stun {
    private static final int HEAD = 20;
    private static final int ID = 12;
    private static final int COOKIE = 0x2112A442;
    private static final short BINDING_REQUEST = 0x0001;
    private static final short BINDING_SUCCESS = 0x0101;
    private static final short BINDING_ERROR = 0x0111;
    private static final short XOR_MAPPED_ADDRESS = 0x0020;

    private Stun() {}

    /** Whether a datagram with that first octet is STUN and not SIP. */
    public static boolean begins(byte first) {
        return first == 0 || first == 1;
    }

    /** The response to a binding request; empty for anything else. */
    public static Optional<byte[]> answer(byte[] datagram, InetSocketAddress from) {
        if (!isBindingRequest(datagram)) return Optional.empty();
        byte[] address = from.getAddress().getAddress();
        int value = 4 + address.length;
        ByteBuffer out = ByteBuffer.allocate(HEAD + 4 + value);
        out.putShort(BINDING_SUCCESS).putShort((short) (4 + value)).put(datagram, 4, 16);
        out.putShort(XOR_MAPPED_ADDRESS).putShort((short) value).put((byte) 0).put((byte)
                (address.length == 4 ? 1 : 2));
        out.putShort((short) (from.getPort() ^ COOKIE >>> 16));
        for (int i = 0; i < address.length; i++) out.put((byte) (address[i] ^ datagram[4 + i]));
        return Optional.of(out.array());
    }

    /** A binding request. @param id twelve random octets that cannot be guessed: a response is accepted by them alone */
    static byte[] request(byte[] id) {
        return ByteBuffer.allocate(HEAD)
                .putShort(BINDING_REQUEST)
                .putShort((short) 0)
                .putInt(COOKIE)
                .put(id, 0, ID)
                .array();
    }

    /** Reads a response to a binding request; empty for anything else, and for a success response without XOR-MAPPED-ADDRESS. */
    static Optional<Pong> pong(byte[] datagram) {
        if (is(BINDING_ERROR, datagram)) return Optional.of(new Pong(id(datagram), Optional.empty()));
        if (!is(BINDING_SUCCESS, datagram)) return Optional.empty();
        return mapped(datagram).map(from -> new Pong(id(datagram), Optional.of(from)));
    }

    private static byte[] id(byte[] datagram) {
        return Arrays.copyOfRange(datagram, HEAD - ID, HEAD);
    }

    private static Optional<InetSocketAddress> mapped(byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram).position(HEAD);
        while (in.remaining() >= 4) {
            short type = in.getShort();
            int length = in.getShort() & 0xFFFF;
            if (length > in.remaining()) return Optional.empty();
            if (type == XOR_MAPPED_ADDRESS) return address(datagram, in.position(), length);
            in.position(Math.min(in.limit(), in.position() + (length + 3 & ~3)));
        }
        return Optional.empty();
    }

    private static Optional<InetSocketAddress> address(byte[] datagram, int at, int length) {
        boolean known = (length == 8 && datagram[at + 1] == 1) || (length == 20 && datagram[at + 1] == 2);
        if (!known) return Optional.empty();
        int port = (datagram[at + 2] & 0xFF) << 8 | (datagram[at + 3] & 0xFF);
        byte[] host = Arrays.copyOfRange(datagram, at + 4, at + length);
        for (int i = 0; i < host.length; i++) host[i] ^= datagram[4 + i];
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByAddress(host), port ^ COOKIE >>> 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen octets are an address", e);
        }
    }

    private static boolean isBindingRequest(byte[] datagram) {
        return is(BINDING_REQUEST, datagram)
                && mayBePassedOver(ByteBuffer.wrap(datagram).position(HEAD));
    }

    private static boolean is(short type, byte[] datagram) {
        if (datagram.length < HEAD) return false;
        ByteBuffer in = ByteBuffer.wrap(datagram);
        return in.getShort(0) == type && (in.getShort(2) & 0xFFFF) == datagram.length - HEAD && in.getInt(4) == COOKIE;
    }

    /** Whether all attributes are comprehension-optional, that is 0x8000 or above (RFC 8489 §14). */
    private static boolean mayBePassedOver(ByteBuffer attributes) {
        while (attributes.remaining() >= 4) {
            boolean optional = attributes.getShort() < 0;
            int padded = (attributes.getShort() & 0xFFFF) + 3 & ~3;
            if (!optional || padded > attributes.remaining()) return false;
            attributes.position(attributes.position() + padded);
        }
        return !attributes.hasRemaining();
    }
}
