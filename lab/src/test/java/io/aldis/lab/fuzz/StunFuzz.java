package io.aldis.lab.fuzz;

import io.aldis.net.udp.Stun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What begins as STUN does on the port for SIP: nothing comes of it, or the address that it came from in a frame of its own, with at most
 * 2.2 times its octets (RFC 8489 §14.2).
 */
public final class StunFuzz {
    private static final int COOKIE = 0x2112A442;
    private static final InetSocketAddress FOUR = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 5060);
    private static final InetSocketAddress SIX = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::7"), 65535);

    private StunFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Stun.answer(input, FOUR).ifPresent(answer -> isThatOf(input, FOUR, answer));
        Stun.answer(input, SIX).ifPresent(answer -> isThatOf(input, SIX, answer));
    }

    private static void isThatOf(byte[] request, InetSocketAddress from, byte[] answer) {
        Claim.that(Stun.begins(request[0]), "begins as STUN does", request[0]);
        Claim.that(10 * answer.length <= 22 * request.length, "at most 2.2 times " + request.length, answer.length);
        ByteBuffer read = ByteBuffer.wrap(answer);
        Claim.same(0x0101, (int) read.getShort(), "a success");
        Claim.same(answer.length - 20, (int) read.getShort(), "the length");
        Claim.same(ByteBuffer.wrap(request, 4, 16), read.slice(4, 16), "cookie and transaction");
        byte[] address = Arrays.copyOfRange(answer, 28, answer.length);
        for (int i = 0; i < address.length; i++) address[i] ^= answer[4 + i];
        Claim.same(ByteBuffer.wrap(from.getAddress().getAddress()), ByteBuffer.wrap(address), "the address");
        Claim.same(from.getPort(), (read.getShort(26) ^ COOKIE >>> 16) & 0xFFFF, "the port");
    }
}
