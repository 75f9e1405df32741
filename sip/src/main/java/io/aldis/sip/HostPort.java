package io.aldis.sip;

/**
 * A host with an optional port (RFC 3261 §25.1 {@code hostport}).
 *
 * @param host a name, an IPv4 address, or an IPv6 address in its brackets, as it was written
 * @param port 1 to 65535, or {@link #NO_PORT} when none was written
 */
public record HostPort(String host, int port) {
    public static final int NO_PORT = -1;

    public static HostPort of(String host, int port) {
        return parse(host.indexOf(':') >= 0 && host.charAt(0) != '[' ? '[' + host + ']' : host)
                .withPort(port);
    }

    /** @throws SyntaxException when it is neither {@code host} nor {@code host:port} */
    public static HostPort parse(String text) {
        return parse(text, 0, text.length());
    }

    static HostPort parse(String text, int from, int to) {
        int hostEnd = from < to && text.charAt(from) == '[' ? bracketEnd(text, from, to) : nameEnd(text, from, to);
        String host = text.substring(from, hostEnd);
        int i = skipBlanks(text, hostEnd, to);
        if (i == to) return new HostPort(host, NO_PORT);
        if (text.charAt(i) != ':') throw wrong(text, from, to);
        long port = Token.number(
                "port", text.substring(skipBlanks(text, i + 1, to), to).strip(), 65535);
        if (port == 0) throw wrong(text, from, to);
        return new HostPort(host, (int) port);
    }

    private static int skipBlanks(String text, int from, int to) {
        int i = from;
        while (i < to && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) i++;
        return i;
    }

    private static int nameEnd(String text, int from, int to) {
        int i = from;
        while (i < to && inName(text.charAt(i))) i++;
        if (i == from) throw wrong(text, from, to);
        return i;
    }

    /** RFC 3261 does not allow underscores in host names, but existing host names contain them. */
    private static boolean inName(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
    }

    private static int bracketEnd(String text, int from, int to) {
        int i = from + 1;
        while (i < to && inAddress(text.charAt(i))) i++;
        if (i == to || i < from + 3 || text.charAt(i) != ']') throw wrong(text, from, to);
        return i + 1;
    }

    private static boolean inAddress(char c) {
        return (c >= '0' && c <= ':') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.';
    }

    private static SyntaxException wrong(String text, int from, int to) {
        return new SyntaxException("host", "a name or address with an optional port", text.substring(from, to));
    }

    /**
     * Whether the host is an address or a number: in brackets, or its last label is a number, as no top-level domain is (RFC 1123 §2.1).
     * Names such as {@code sip1} are not.
     */
    public static boolean isNumeric(String host) {
        return HostSpelling.isNumeric(host);
    }

    public HostPort withPort(int newPort) {
        return new HostPort(host, newPort);
    }

    public boolean hasPort() {
        return port != NO_PORT;
    }

    public int portOr(int other) {
        return port == NO_PORT ? other : port;
    }

    /**
     * The canonical form in which hosts are compared: {@code Example.COM.} is {@code example.com}, {@code 127.1} is {@code 127.0.0.1},
     * {@code [::1]} and {@code [0:0:0:0:0:0:0:1]} are one host (RFC 5954 §4.2), and so are {@code [::ffff:192.0.2.1]} and
     * {@code 192.0.2.1}.
     */
    public static String oneSpelling(String host) {
        return HostSpelling.of(host);
    }

    /** The host without the brackets of an IPv6 reference. */
    public String bareHost() {
        return host.charAt(0) == '[' ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return port == NO_PORT ? host : host + ':' + port;
    }
}
