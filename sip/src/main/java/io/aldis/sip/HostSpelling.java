package io.aldis.sip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;

/**
 * The canonical form of a host: a name in lower case without the dot of the root at its end, an IPv4 address with four decimal numbers, an
 * IPv6 address with all its groups and in brackets. An IPv6 address that embeds an IPv4 address (mapped, compatible, NAT64) becomes the IPv4
 * address, because packets for it go there.
 */
final class HostSpelling {
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] COMPATIBLE = new byte[12];

    private HostSpelling() {}

    static String of(String host) {
        if (host.isEmpty()) return host;
        if (host.charAt(0) == '[') return bracketed(host);
        String name = withoutRoot(host).toLowerCase(Locale.ROOT);
        return endsInNumber(name) ? address(name) : name;
    }

    private static String withoutRoot(String host) {
        int end = host.length();
        while (end > 1 && host.charAt(end - 1) == '.') end--;
        return end == host.length() ? host : host.substring(0, end);
    }

    /** Whether the host is an address or a number: in brackets, or its last label is a number. No top-level domain is one. */
    static boolean isNumeric(String host) {
        return host.charAt(0) == '[' || endsInNumber(withoutRoot(host).toLowerCase(Locale.ROOT));
    }

    /** Whether the last label is a number as inet_aton reads it: decimal, octal, or hexadecimal after 0x. */
    private static boolean endsInNumber(String name) {
        int last = name.lastIndexOf('.') + 1;
        boolean hexadecimal = name.startsWith("0x", last);
        int digit = hexadecimal ? last + 2 : last;
        while (digit < name.length() && isDigit(name.charAt(digit), hexadecimal)) digit++;
        return last < name.length() && digit == name.length();
    }

    private static boolean isDigit(int c, boolean hexadecimal) {
        return (c >= '0' && c <= '9') || (hexadecimal && c >= 'a' && c <= 'f');
    }

    /** Reads the forms that inet_aton reads: 127.1, 0x7f.1, 0177.0.0.1, 2130706433. Other text is returned unchanged. */
    private static String address(String name) {
        try {
            return Inet4Address.ofPosixLiteral(name).getHostAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return name;
        }
    }

    private static String bracketed(String host) {
        try {
            InetAddress address = InetAddress.ofLiteral(host.substring(1, host.length() - 1));
            byte[] octets = address.getAddress();
            if (octets.length == 4) return address.getHostAddress();
            return holdsIpv4(octets) ? ipv4(octets) : '[' + address.getHostAddress() + ']';
        } catch (IllegalArgumentException notAnAddress) {
            return host.toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the address is a NAT64 or an IPv4-compatible one; {@code ::} and {@code ::1} are neither. */
    private static boolean holdsIpv4(byte[] octets) {
        byte[] prefix = Arrays.copyOf(octets, 12);
        return Arrays.equals(prefix, NAT64) || (Arrays.equals(prefix, COMPATIBLE) && octets[12] != 0);
    }

    private static String ipv4(byte[] octets) {
        return (octets[12] & 0xff) + "." + (octets[13] & 0xff) + '.' + (octets[14] & 0xff) + '.' + (octets[15] & 0xff);
    }
}
