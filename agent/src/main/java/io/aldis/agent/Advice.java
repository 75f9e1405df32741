package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a refusal says would go better (RFC 3261 §8.1.3, §21). All of it may be missing; what cannot be read counts as missing.
 *
 * @param retryAfter how long to wait before the next try (404, 413, 480, 486, 500, 503, 600, 603)
 * @param contacts where to try instead, the best first (3xx, 485)
 * @param accepted media types that would have been taken (415)
 * @param acceptedEncodings content codings that would have been taken (415)
 * @param acceptedLanguages languages that would have been taken (415)
 * @param unsupported extensions that were required and are not known (420)
 * @param required extensions that are asked for (421)
 * @param allowed methods that would have been taken (405)
 * @param warning in words, with a code and who says it
 */
public record Advice(
        Optional<Duration> retryAfter,
        List<Uri> contacts,
        List<String> accepted,
        List<String> acceptedEncodings,
        List<String> acceptedLanguages,
        List<String> unsupported,
        List<String> required,
        List<String> allowed,
        Optional<String> warning) {

    /** An alternative and how much it is preferred (RFC 3261 §20.10). */
    private record Weighed(Uri uri, double q) {}

    static Advice in(SipResponse response) {
        return new Advice(
                RetryAfter.in(response),
                alternatives(response),
                list(response, HeaderName.ACCEPT),
                list(response, HeaderName.ACCEPT_ENCODING),
                list(response, HeaderName.ACCEPT_LANGUAGE),
                list(response, HeaderName.UNSUPPORTED),
                list(response, HeaderName.REQUIRE),
                list(response, HeaderName.ALLOW),
                response.headers().get(HeaderName.WARNING));
    }

    private static List<String> list(SipResponse response, HeaderName name) {
        try {
            return List.copyOf(response.headers().values(name));
        } catch (SyntaxException _) {
            return List.of();
        }
    }

    private static List<Uri> alternatives(SipResponse response) {
        var found = new ArrayList<Weighed>();
        for (String value : list(response, HeaderName.CONTACT)) weighed(value).ifPresent(found::add);
        found.sort(Comparator.comparingDouble(Weighed::q).reversed()); // stable: equals stay as they came
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
}
