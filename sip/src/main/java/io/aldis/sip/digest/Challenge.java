package io.aldis.sip.digest;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Optional;

/**
 * The value of a WWW-Authenticate or Proxy-Authenticate header (RFC 7616 §3.3).
 *
 * @param realm names the protection space to people and to clients
 * @param nonce chosen by the server, for one client
 * @param algorithm for the client's answer
 * @param qop the offered list as it stands between the quotes; empty where none is offered (RFC 2069)
 * @param stale whether the digest was right and only the nonce too old: the client answers again without asking the user
 * @param opaque the client returns it unchanged, even when it is empty; absent where there is none
 */
public record Challenge(
        String realm, String nonce, Algorithm algorithm, String qop, boolean stale, Optional<String> opaque) {
    static final String AUTH = "auth";
    private static final String WHAT = "challenge";

    public Challenge {
        boolean good = Token.oneLine(realm) && Token.oneLine(nonce) && Token.oneLine(qop);
        if (!good || !opaque.map(Token::oneLine).orElse(true))
            throw new SyntaxException(WHAT, "text in one line", realm);
    }

    /**
     * The challenge of a server: {@code qop="auth"} only, which every phone can answer. It never offers auth-int, because some
     * phones choose it and fail.
     */
    public static Challenge auth(String realm, String nonce, Algorithm algorithm) {
        return new Challenge(realm, nonce, algorithm, AUTH, false, Optional.empty());
    }

    /** The same with {@code stale=true}. */
    public Challenge asStale() {
        return new Challenge(realm, nonce, algorithm, qop, true, opaque);
    }

    /**
     * Reads one challenge; for a header value that may hold several see {@link Challenges}.
     *
     * @return empty when the scheme is not Digest or the algorithm unknown: such a challenge is to be ignored
     * @throws SyntaxException when it is broken, or has no realm or nonce
     */
    public static Optional<Challenge> parse(String value) {
        int from = Directives.afterScheme(value);
        if (from < 0) return Optional.empty();
        Directives directives = Directives.read(WHAT, value, from);
        return Algorithm.of(directives.getOr(Directive.ALGORITHM, Algorithm.MD5.token()))
                .map(algorithm -> of(directives, algorithm));
    }

    private static Challenge of(Directives directives, Algorithm algorithm) {
        return new Challenge(
                directives.required(Directive.REALM),
                directives.required(Directive.NONCE),
                algorithm,
                directives.getOr(Directive.QOP, ""),
                directives.getOr(Directive.STALE, "").equalsIgnoreCase("true"),
                directives.get(Directive.OPAQUE));
    }

    /**
     * Whether a client can answer it here: with qop=auth, or without qop where none is offered. A {@code -sess} algorithm
     * needs a cnonce and so a qop (RFC 3261 §22.4 item 8).
     */
    boolean answerable() {
        return qop.isEmpty() ? !algorithm.session() : offersAuth();
    }

    private boolean offersAuth() {
        for (String offer : qop.split(",", -1)) if (offer.strip().equalsIgnoreCase(AUTH)) return true;
        return false;
    }

    /** The header value, with quotes exactly where RFC 7616 §3.3 has them. */
    public String text() {
        var out = new StringBuilder(160).append("Digest realm=").append(Token.quote(realm));
        out.append(", nonce=").append(Token.quote(nonce));
        out.append(", algorithm=").append(algorithm.token());
        if (!qop.isEmpty()) out.append(", qop=").append(Token.quote(qop));
        if (stale) out.append(", stale=true");
        opaque.ifPresent(text -> out.append(", opaque=").append(Token.quote(text)));
        return out.toString();
    }
}
