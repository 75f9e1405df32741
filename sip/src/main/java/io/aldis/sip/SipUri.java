package io.aldis.sip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sip or sips URI (RFC 3261 §19.1): {@code sip:user:password@host:port;parameters?headers}. Immutable. {@link #equals}
 * compares the text, {@link #equivalent} by the rules of RFC 3261 §19.1.4.
 */
public final class SipUri implements Uri {
    /** Where it stands in a {@code sip:} URI; in a {@code sips:} URI it is one later. */
    private static final int COLON = 3;

    private final String text;
    private final boolean secure;
    private final String userInfo;
    private final HostPort hostPort;
    private final Parameters parameters;
    private final String headers;
    private @Nullable Aor aor;

    private SipUri(String text, String userInfo, HostPort hostPort, Parameters parameters, String headers) {
        this.text = text;
        this.secure = text.charAt(COLON) != ':';
        this.userInfo = userInfo;
        this.hostPort = hostPort;
        this.parameters = parameters;
        this.headers = headers;
    }

    /** @throws SyntaxException when the text is not a sip or sips URI */
    public static SipUri parse(String text) {
        if (Uri.parse(text) instanceof SipUri uri) return uri;
        throw new SyntaxException("URI", "a sip: or sips: URI", text);
    }

    /** {@code sip:user@host[:port]}; characters of the user that may not stand there are escaped. */
    public static SipUri of(String user, HostPort hostPort) {
        return parse("sip:" + (user.isEmpty() ? "" : UserPart.escape(user) + '@') + hostPort);
    }

    static SipUri read(String text, int from) {
        int at = text.indexOf('@', from);
        if (at >= 0 && text.indexOf('@', at + 1) >= 0) throw wrong(text);
        String userInfo = at < 0 ? "" : text.substring(from, at);
        if (at == from || userInfo.startsWith(":") || !UserPart.isValid(userInfo)) throw wrong(text);
        int hostFrom = at < 0 ? from : at + 1;
        int question = text.indexOf('?', hostFrom);
        int end = question < 0 ? text.length() : question;
        int semicolon = text.indexOf(';', hostFrom);
        int hostEnd = semicolon < 0 || semicolon > end ? end : semicolon;
        return new SipUri(
                text,
                userInfo,
                HostPort.parse(text, hostFrom, hostEnd),
                hostEnd == end ? Parameters.NONE : Parameters.parse("URI", text.substring(hostEnd, end)),
                question < 0 ? "" : text.substring(question + 1));
    }

    private static SyntaxException wrong(String text) {
        return new SyntaxException("URI", "sip:user@host", text);
    }

    @Override
    public String scheme() {
        return secure ? "sips" : "sip";
    }

    public boolean secure() {
        return secure;
    }

    /** The user as it was written, escapes included, without password; empty when there is none. */
    public String user() {
        int colon = userInfo.indexOf(':');
        return colon < 0 ? userInfo : userInfo.substring(0, colon);
    }

    public HostPort hostPort() {
        return hostPort;
    }

    /** The host as it was written; an IPv6 address stands in brackets. */
    public String host() {
        return hostPort.host();
    }

    public Parameters parameters() {
        return parameters;
    }

    /** The text after the question mark (RFC 3261 §19.1.1 "Headers"); never copied into a message. */
    public String headers() {
        return headers;
    }

    /** The transport parameter; empty when it is absent or unknown. */
    public Optional<Transport> transport() {
        String name = parameters.getOr("transport", "");
        for (Transport transport : Transport.values())
            if (transport.name().equalsIgnoreCase(name)) return Optional.of(transport);
        return Optional.empty();
    }

    /** Whether the {@code lr} parameter is there: the host is a loose router (RFC 3261 §19.1.1). */
    public boolean looseRouter() {
        return parameters.has("lr");
    }

    public SipUri withParameters(Parameters changed) {
        return parse(scheme()
                + ':'
                + (userInfo.isEmpty() ? "" : userInfo + '@')
                + hostPort
                + changed
                + (headers.isEmpty() ? "" : '?' + headers));
    }

    /** Without what may not stand in a Request-URI: headers and the method parameter (RFC 3261 §19.1.1 table 1). */
    public SipUri asRequestUri() {
        if (headers.isEmpty() && !parameters.has("method")) return this;
        String user = userInfo.isEmpty() ? "" : userInfo + '@';
        return parse(scheme() + ':' + user + hostPort + parameters.without("method"));
    }

    /** Whether both are the same address by the rules of RFC 3261 §19.1.4. */
    public boolean equivalent(SipUri other) {
        return Comparison.equivalent(this, other);
    }

    /** Computed on the first call, then cached. */
    Aor aor() {
        Aor known = aor;
        return known != null ? known : (aor = new Aor(user(), host()));
    }

    String userInfo() {
        return userInfo;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SipUri uri && uri.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }

    @Override
    public String toString() {
        return text;
    }

    /** When two SIP URIs are the same address: the rules of RFC 3261 §19.1.4, one method each. */
    private static final class Comparison {
        /** Parameters that make a difference also when only one of the two URIs has them. */
        private static final Set<String> DECISIVE = Set.of("user", "ttl", "method", "maddr", "transport");

        static boolean equivalent(SipUri a, SipUri b) {
            return a.secure() == b.secure()
                    && UserPart.comparable(a.userInfo()).equals(UserPart.comparable(b.userInfo()))
                    && HostPort.oneSpelling(a.host()).equals(HostPort.oneSpelling(b.host()))
                    && a.hostPort().port() == b.hostPort().port()
                    && parametersAgree(a.parameters(), b.parameters())
                    && headers(a.headers()).equals(headers(b.headers()));
        }

        private static boolean parametersAgree(Parameters a, Parameters b) {
            Map<String, String> ours = parameters(a);
            Map<String, String> theirs = parameters(b);
            return agree(ours, theirs) && agree(theirs, ours);
        }

        private static boolean agree(Map<String, String> ours, Map<String, String> theirs) {
            for (var parameter : ours.entrySet()) {
                String other = theirs.get(parameter.getKey());
                if (other == null ? DECISIVE.contains(parameter.getKey()) : !other.equals(parameter.getValue()))
                    return false;
            }
            return true;
        }

        private static Map<String, String> parameters(Parameters parameters) {
            var map = new TreeMap<String, String>();
            for (String pair : pairs(parameters.toString(), ";")) {
                int equals = pair.indexOf('=');
                map.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
            }
            return map;
        }

        /** In an order of their own, since the URI's does not count; a header may be there twice. */
        private static List<String> headers(String headers) {
            List<String> pairs = pairs(headers, "&");
            Collections.sort(pairs);
            return pairs;
        }

        private static List<String> pairs(String text, String separator) {
            var pairs = new ArrayList<String>();
            for (String pair : text.split(separator, -1))
                if (!pair.isBlank()) pairs.add(UserPart.comparable(pair).toLowerCase(Locale.ROOT));
            return pairs;
        }
    }
}
