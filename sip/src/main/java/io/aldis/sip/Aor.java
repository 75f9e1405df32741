package io.aldis.sip;

import java.util.Optional;

/**
 * An address-of-record, {@code sip:user@domain}, in canonical form (RFC 3261 §10.3 step 5): no port, no parameters, the domain
 * as {@link HostPort#oneSpelling} writes it, unnecessary escapes of the user decoded. The user is case-sensitive.
 *
 * @param user never empty
 * @param domain in canonical form, in lower case
 */
public record Aor(String user, String domain) {
    public Aor {
        if (user.isEmpty() || domain.isEmpty())
            throw new SyntaxException("address-of-record", "sip:user@domain", user + '@' + domain);
        user = UserPart.normalise(user);
        domain = HostPort.oneSpelling(domain);
    }

    /** @throws SyntaxException when the URI has no user */
    public static Aor of(SipUri uri) {
        return uri.aor();
    }

    /** @throws SyntaxException when it is not a sip or sips URI with a user */
    public static Aor parse(String text) {
        return of(SipUri.parse(text));
    }

    public SipUri uri() {
        return SipUri.parse(toString());
    }

    /** The user with its escapes decoded, as people write it; empty when the result is not UTF-8 or has control characters. */
    public Optional<String> unescapedUser() {
        return UserPart.unescaped(user);
    }

    /** The user with escapes in lower case: {@code caf%c3%a9}. */
    public String lowerCaseEscapes() {
        return UserPart.lowerCaseEscapes(user);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Aor aor && aor.user.equals(user) && aor.domain.equals(domain));
    }

    @Override
    public int hashCode() {
        return 31 * user.hashCode() + domain.hashCode();
    }

    @Override
    public String toString() {
        return "sip:" + user + '@' + domain;
    }
}
