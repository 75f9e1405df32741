package io.aldis.sip;

import java.util.Optional;

/**
 * One Via value (RFC 3261 §20.42): a hop that the request passed and that its responses pass on the way back.
 *
 * @param transport as written: UDP, TCP, TLS, WS, WSS, or an unknown one
 */
public record Via(String transport, HostPort sentBy, Parameters parameters) {
    /** The prefix of branches made by RFC 3261 (§8.1.1.7). */
    public static final String COOKIE = "z9hG4bK";

    private static final Recent<Via> HEADS = new Recent<>(1024, Via::head);

    /** @throws SyntaxException when it is not {@code SIP/2.0/TRANSPORT host[:port];parameters} */
    public static Via parse(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 0) return HEADS.read(value);
        Via head = HEADS.read(value.substring(0, semicolon));
        return new Via(head.transport, head.sentBy, Parameters.parse("Via", value.substring(semicolon)));
    }

    private static Via head(String value) {
        int i = word(value, 0, "SIP");
        i = slash(value, token(value, slash(value, i)));
        int end = token(value, i);
        int host = blanks(value, end);
        if (host == end) throw wrong(value);
        return new Via(value.substring(i, end), HostPort.parse(value, host, value.length()), Parameters.NONE);
    }

    private static int word(String value, int from, String word) {
        if (!value.regionMatches(true, from, word, 0, word.length())) throw wrong(value);
        return from + word.length();
    }

    /** The end of a token. The protocol version may be any token here, so that another version can be answered 505. */
    private static int token(String value, int from) {
        int end = from;
        while (end < value.length() && Token.allows(value.charAt(end))) end++;
        if (end == from) throw wrong(value);
        return end;
    }

    private static int slash(String value, int from) {
        int i = blanks(value, from);
        if (i >= value.length() || value.charAt(i) != '/') throw wrong(value);
        return blanks(value, i + 1);
    }

    private static int blanks(String value, int from) {
        int i = from;
        while (i < value.length() && value.charAt(i) <= ' ') i++;
        return i;
    }

    private static SyntaxException wrong(String value) {
        return new SyntaxException("Via", "SIP/2.0/TRANSPORT host[:port];branch=...", value);
    }

    /** The branch; empty text when there is none (a sender of RFC 2543). */
    public String branch() {
        return parameters.getOr("branch", "");
    }

    /** Whether the branch is unique for its transaction, as RFC 3261 §8.1.1.7 asks: the cookie, and something after it. */
    public boolean hasCookie() {
        String branch = branch();
        return branch.length() > COOKIE.length() && branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length());
    }

    /** Whether the sender asks for the answer to its source port (RFC 3581). */
    public boolean wantsRport() {
        return parameters.has("rport");
    }

    /**
     * This Via with the source of the request, as a server adds it (RFC 3261 §18.2.1, RFC 3581 §4): {@code received} when the source is not
     * the sent-by host or {@code rport} is there, and the port in {@code rport} when that is there. The same object when nothing changes.
     *
     * @param host the source address in numeric form; IPv6 without brackets
     */
    public Via receivedFrom(String host, int port) {
        Optional<Parameters> stamped = parameters.stamped(host, port);
        if (stamped.isPresent()) return new Via(transport, sentBy, stamped.get());
        boolean rport = wantsRport();
        boolean named = sentBy.bareHost().equalsIgnoreCase(host);
        if (named && !rport && !parameters.has("received")) return this;
        Parameters noted = rport ? parameters.with("rport", Integer.toString(port)) : parameters;
        return new Via(transport, sentBy, named && !rport ? noted.without("received") : noted.with("received", host));
    }

    @Override
    public String toString() {
        return "SIP/2.0/" + transport + ' ' + sentBy + parameters;
    }
}
