package io.aldis.net.udp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The keep-alive of phones on UDP: a binding request on the port for SIP is answered with the address that it came from (RFC 5626 §8,
 * RFC 8489 §5 and §14.2). Nothing else of STUN: no other method, no credentials, nothing that must be understood. An answer has at most
 * 2.2 times the octets of its request. Its first octet is 0 or 1, and no SIP message begins so.
 */
public final class Stun {
    private static final int HEAD = 20;
    private static final int COOKIE = 0x2112A442;
    private static final short BINDING_REQUEST = 0x0001;
    private static final short BINDING_SUCCESS = 0x0101;
    private static final short XOR_MAPPED_ADDRESS = 0x0020;

    private Stun() {}

    /** By the first octet alone: what begins so is no SIP. */
    public static boolean begins(byte first) {
        return first == 0 || first == 1;
    }

    /** The answer to a binding request; nothing for all else. */
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

    private static boolean isBindingRequest(byte[] datagram) {
        if (datagram.length < HEAD) return false;
        ByteBuffer in = ByteBuffer.wrap(datagram);
        return in.getShort(0) == BINDING_REQUEST
                && (in.getShort(2) & 0xFFFF) == datagram.length - HEAD
                && in.getInt(4) == COOKIE
                && mayBePassedOver(in.position(HEAD));
    }

    /** Attributes from 0x8000 on say of themselves that who does not know them may go on (RFC 8489 §14). */
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
