package io.aldis.server.authentication;

import io.aldis.server.Accounts;
import io.aldis.server.Domains;
import io.aldis.server.FromAddress;
import io.aldis.server.OwnDomains;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.OtherUri;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out whether a From claims the address of a local user, in whatever spelling: it then needs credentials. A doubtful one counts as a claim,
 * since phones that show it may read it differently.
 */
@OnEventLoop
final class ClaimedIdentity {
    /** A host in a URI of any scheme: at the beginning, and after each {@code @}. */
    private static final Pattern HOST = Pattern.compile("(?:^/*|@)(\\[[^]]*]|[^\\[\\]@:/?;#,&\\s]+)");

    private static final Pattern CONTEXT = Pattern.compile("(?i);phone-context=([^;]+)");

    private final OwnDomains ownDomains;
    private final Accounts accounts;
    private final Domains foreign;

    /**
     * The claim of a sender.
     *
     * @param domain the local domain
     * @param account the account whose credentials prove it; absent when no credentials can
     */
    record Claim(String domain, Optional<Aor> account) {
        static Claim of(Aor aor) {
            return new Claim(aor.domain(), Optional.of(aor));
        }

        /** The account that failures are counted for; one for all claims without an account. */
        Aor counted() {
            return account.orElseGet(() -> new Aor("nobody", domain));
        }

        boolean isProvenBy(Aor user) {
            return account.filter(user::equals).isPresent();
        }
    }

    /** @param foreign other domains whose senders need no credentials; some may be host names below a local domain */
    ClaimedIdentity(OwnDomains ownDomains, Accounts accounts, Domains foreign) {
        this.ownDomains = ownDomains;
        this.foreign = foreign;
        this.accounts = accounts;
    }

    Optional<Claim> of(Uri from) {
        return switch (from) {
            case SipUri sip -> claimed(sip.host()).map(domain -> claim(domain, sip.user()));
            case OtherUri tel when tel.scheme().equals("tel") -> number(tel.rest());
            case OtherUri other -> other(other);
        };
    }

    private Optional<String> claimed(String host) {
        boolean others = !foreign.all() && foreign.has(host) && ownDomains.isMachine(host);
        return others ? ownDomains.domain(host) : ownDomains.claimed(host);
    }

    private static Claim claim(String domain, String user) {
        return new Claim(domain, user.isEmpty() ? Optional.empty() : Optional.of(new Aor(user, domain)));
    }

    private Optional<Claim> other(OtherUri uri) {
        Optional<Claim> plain =
                FromAddress.of(uri).flatMap(aor -> claimed(aor.domain()).map(domain -> claim(domain, aor.user())));
        return plain.isPresent() ? plain : anywhere(readable(uri.rest()));
    }

    /** The claim of a local host anywhere in the URI. */
    private Optional<Claim> anywhere(String rest) {
        Matcher host = HOST.matcher(rest);
        while (host.find()) {
            Optional<String> domain = claimed(host.group(1));
            if (domain.isPresent()) return Optional.of(new Claim(domain.get(), Optional.empty()));
        }
        return Optional.empty();
    }

    /** The text with escapes decoded, and messages and dots of other scripts replaced by their ASCII equivalents (RFC 5895 §2). */
    private static String readable(String text) {
        String plain = text;
        try {
            plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // an invalid escape stays as it is
        }
        return Normalizer.normalize(plain, Normalizer.Form.NFKC).replace('\u3002', '.');
    }

    /** The realm does not depend on the number, so that it does not tell which numbers have accounts. */
    private Optional<Claim> number(String rest) {
        Matcher context = CONTEXT.matcher(rest);
        Optional<String> named = context.find() ? claimed(context.group(1)) : Optional.empty();
        String number = rest.replaceFirst(";.*", "").replaceAll("[-.()]", "");
        return named.or(() -> ownDomains.domains().stream()
                        .filter(accounts::hasTelephoneNumbers)
                        .findFirst())
                .map(domain -> numbered(domain, number));
    }

    private static Claim numbered(String domain, String number) {
        try {
            return claim(domain, number);
        } catch (SyntaxException e) {
            return new Claim(domain, Optional.empty());
        }
    }
}
