package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.RetryAfter;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Headers of a refusal that say what would succeed instead (RFC 3261 §8.1.3, §21). All of them may be missing; a header that cannot be read
 * counts as missing. Immutable.
 */
public final class RefusalDetails {
    private final SipResponse response;

    private RefusalDetails(SipResponse response) {
        this.response = response;
    }

    /** An alternative contact with its q value (RFC 3261 §20.10). */
    private record Weighed(Uri uri, double q) {}

    public static RefusalDetails of(SipResponse response) {
        return new RefusalDetails(response);
    }

    /** How long to wait before the next try: Retry-After (404, 413, 480, 486, 500, 503, 600, 603). */
    public Optional<Duration> retryAfter() {
        return RetryAfter.of(response);
    }

    /** Where to try instead, the highest q first: Contact (3xx, 485). */
    public List<Uri> contacts() {
        var found = new ArrayList<Weighed>();
        for (String value : list(HeaderName.CONTACT)) weighed(value).ifPresent(found::add);
        found.sort(Comparator.comparingDouble(Weighed::q).reversed()); // stable: equals stay in their order
        return found.stream().map(Weighed::uri).toList();
    }

    private static Optional<Weighed> weighed(String value) {
        try {
            NameAddr contact = NameAddr.parse("Contact", value);
            return Optional.of(
                    new Weighed(contact.uri(), quality(contact.parameters().getOr("q", "1"))));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    private static double quality(String q) {
        try {
            return Double.parseDouble(q);
        } catch (NumberFormatException _) {
            return 1;
        }
    }

    /** Media types that would have been accepted: Accept (415). */
    public List<String> accepted() {
        return list(HeaderName.ACCEPT);
    }

    /** Content codings that would have been accepted: Accept-Encoding (415). */
    public List<String> acceptedEncodings() {
        return list(HeaderName.ACCEPT_ENCODING);
    }

    /** Content languages that would have been accepted: Accept-Language (415). */
    public List<String> acceptedLanguages() {
        return list(HeaderName.ACCEPT_LANGUAGE);
    }

    /** Required extensions that the peer does not support: Unsupported (420). */
    public List<String> unsupported() {
        return list(HeaderName.UNSUPPORTED);
    }

    /** Extensions that the peer requires: Require (421). */
    public List<String> required() {
        return list(HeaderName.REQUIRE);
    }

    /** Methods that the peer allows: Allow (405). */
    public List<String> allowed() {
        return list(HeaderName.ALLOW);
    }

    /** Warning, with its code and its sender. */
    public Optional<String> warning() {
        return response.headers().get(HeaderName.WARNING);
    }

    /** The response itself, for headers that have no method here. */
    public SipResponse response() {
        return response;
    }

    private List<String> list(HeaderName name) {
        try {
            return List.copyOf(response.headers().values(name));
        } catch (SyntaxException _) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return response.status().toString();
    }
}
