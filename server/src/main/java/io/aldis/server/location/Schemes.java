package io.aldis.server.location;

import io.aldis.server.Admitted;
import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.Reach;
import io.aldis.server.Step;
import io.aldis.server.Target;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.util.List;

/**
 * A sips request is sent to sips contacts only, and a sip request to sip contacts only; neither is converted. A sips request must have come over TLS
 * and is sent over TLS only (RFC 5630 §5.3).
 */
final class Schemes {
    private Schemes() {}

    static boolean isSecure(Uri uri) {
        return uri instanceof SipUri sip && sip.secure();
    }

    /** Whether a sips request came without TLS. */
    static boolean inClear(Admitted admitted) {
        return isSecure(admitted.requestUri()) && !admitted.flow().transport().secure();
    }

    /** Whether the next hop is reached over TLS only. */
    static boolean keepsTls(Reach reach) {
        return switch (reach) {
            case Reach.Over over -> over.flow().transport().secure();
            case Reach.To to -> to.transport().secure();
            case Reach.Named named -> named.uri().secure();
            case Reach.Inboxes _, Reach.Nowhere _ -> false;
        };
    }

    /** The targets whose scheme matches the Request-URI. @param host warn-agent of the Warning header */
    static Step<List<Target>> fitting(Uri requestUri, List<Target> targets, String host) {
        boolean secure = isSecure(requestUri);
        if (allAre(secure, targets)) return Step.go(targets);
        List<Target> fit = targets.stream()
                .filter(target -> target.requestUri().secure() == secure)
                .toList();
        if (!fit.isEmpty()) return Step.go(fit);
        return Step.stop(secure ? notAllowed(host) : required(host));
    }

    private static boolean allAre(boolean secure, List<Target> targets) {
        for (Target target : targets) if (target.requestUri().secure() != secure) return false;
        return true;
    }

    static Answer notAllowed(String host) {
        return Answer.of(480, warning("380 " + host + " \"SIPS Not Allowed\""));
    }

    private static Answer required(String host) {
        return Answer.of(480, warning("381 " + host + " \"SIPS Required\""));
    }

    private static Field warning(String value) {
        return new Field(HeaderName.WARNING, value);
    }
}
