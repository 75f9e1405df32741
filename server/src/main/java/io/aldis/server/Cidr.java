package io.aldis.server;

import io.aldis.sip.settings.Form;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A network of IPv4 or IPv6 addresses (RFC 4632 §3.1, RFC 4291 §2.3): {@code 127.0.0.0/8}, {@code ::1/128}. A single address is a network with the
 * full prefix length. Host names are not looked up.
 */
@Form("a network such as 192.0.2.0/24")
public final class Cidr {
    private final byte[] network;
    private final int bits;
    private final String text;

    private Cidr(byte[] network, int bits, String text) {
        this.network = network;
        this.bits = bits;
        this.text = text;
    }

    /** @throws IllegalArgumentException with what was expected and found */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        int most = 8 * address.length;
        int bits = slash < 0 ? most : bits(text.substring(slash + 1), most);
        byte[] network = cleared(address, bits);
        if (!Arrays.equals(network, address)) throw straying(text, network, bits);
        return new Cidr(address, bits, text);
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "network: expected an IPv4 or IPv6 network such as 192.0.2.0/24 but was \"" + text + "\"", e);
        }
    }

    private static int bits(String text, int most) {
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= most) return Integer.parseInt(text);
        throw new IllegalArgumentException(
                "network: expected a length of 0 to " + most + " after the slash but was \"" + text + "\"");
    }

    private static IllegalArgumentException straying(String text, byte[] network, int bits) {
        try {
            String meant = InetAddress.getByAddress(network).getHostAddress() + '/' + bits;
            return new IllegalArgumentException("network: expected only zeros after the first " + bits
                    + " bits but was \"" + text + "\"; did you mean " + meant + "?");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address has 4 or 16 octets", e);
        }
    }

    private static byte[] cleared(byte[] address, int bits) {
        byte[] network = address.clone();
        for (int bit = bits; bit < 8 * network.length; bit++) network[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        return network;
    }

    /** Whether the address is in this network. An IPv4 address is in no IPv6 network, however it was written. */
    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != network.length) return false;
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) if (other[i] != network[i]) return false;
        int rest = bits % 8;
        return rest == 0 || ((other[whole] ^ network[whole]) & 0xff) >> (8 - rest) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr cidr && cidr.bits == bits && Arrays.equals(cidr.network, network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + bits;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
