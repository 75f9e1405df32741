package io.aldis.sip.digest;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Optional;

/**
 * The value of an Authorization or Proxy-Authorization header (RFC 7616 §3.4): immutable and not yet verified;
 * {@link Verification} does that.
 *
 * @param username as the client writes it, without quotes
 * @param realm of the challenge that they answer
 * @param nonce of the challenge that they answer
 * @param uri the digest-uri, as it is written. It need not equal the Request-URI (RFC 3261 §22.4 item 6): proxies rewrite
 *     that, and phones send their server's address or parameters here
 * @param response the digest, in hexadecimal digits
 * @param algorithm the token; {@code MD5} where none was sent
 * @param qop what the digest covers
 * @param opaque copied from the challenge; absent where there was none
 */
public record Credentials(
        String username,
        String realm,
        String nonce,
        String uri,
        String response,
        String algorithm,
        Qop qop,
        Optional<String> opaque) {
    private static final String WHAT = "credentials";

    public Credentials {
        boolean good = Token.oneLine(username) && Token.oneLine(realm) && Token.oneLine(nonce) && Token.oneLine(uri);
        if (!good || !Token.oneLine(response) || !opaque.map(Token::oneLine).orElse(true))
            throw new SyntaxException(WHAT, "text in one line", username);
        if (!Token.is(algorithm)) throw new SyntaxException("algorithm", "a token", algorithm);
    }

    /**
     * Reads a header value. Accepts quotes where the grammar has none ({@code algorithm="MD5"}, {@code nc="00000001"}), any
     * order, any blanks, and a missing qop.
     *
     * @return empty when the scheme is not Digest (SIP forbids Basic, RFC 3261 §22)
     * @throws SyntaxException when it is Digest, but malformed, incomplete or ambiguous
     */
    public static Optional<Credentials> parse(String value) {
        int from = Directives.afterScheme(value);
        return from < 0 ? Optional.empty() : Optional.of(of(Directives.read(WHAT, value, from)));
    }

    private static Credentials of(Directives directives) {
        if (directives.has(Directive.USERNAME_EXTENDED))
            throw new SyntaxException(WHAT, "the directive username", Directive.USERNAME_EXTENDED.text());
        return new Credentials(
                directives.required(Directive.USERNAME),
                directives.required(Directive.REALM),
                directives.required(Directive.NONCE),
                directives.required(Directive.URI),
                directives.required(Directive.RESPONSE),
                directives.getOr(Directive.ALGORITHM, Algorithm.MD5.token()),
                qop(directives),
                directives.get(Directive.OPAQUE));
    }

    private static Qop qop(Directives directives) {
        String token = directives.getOr(Directive.QOP, "");
        if (token.isEmpty()) return Qop.ABSENT;
        if (!token.equalsIgnoreCase(Challenge.AUTH)) return new Qop.Other(token);
        return new Qop.Auth(directives.required(Directive.CNONCE), directives.required(Directive.NC));
    }

    Credentials withResponse(String proof) {
        return new Credentials(username, realm, nonce, uri, proof, algorithm, qop, opaque);
    }

    /** The header value, with quotes exactly where RFC 7616 §3.4 has them. */
    public String text() {
        var out = new StringBuilder(300).append("Digest username=").append(Token.quote(username));
        out.append(", realm=").append(Token.quote(realm));
        out.append(", nonce=").append(Token.quote(nonce));
        out.append(", uri=").append(Token.quote(uri));
        out.append(", response=").append(Token.quote(response));
        out.append(", algorithm=").append(algorithm);
        switch (qop) {
            case Qop.Auth(var cnonce, var nc) ->
                out.append(", cnonce=")
                        .append(Token.quote(cnonce))
                        .append(", qop=auth, nc=")
                        .append(nc);
            case Qop.Other(var token) -> out.append(", qop=").append(token);
            case Qop.Absent _ -> {}
        }
        opaque.ifPresent(text -> out.append(", opaque=").append(Token.quote(text)));
        return out.toString();
    }
}
