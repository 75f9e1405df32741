package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Uri;
import io.aldis.sip.digest.Authorization;
import io.aldis.sip.digest.Outlook;
import io.aldis.sip.digest.Session;
import java.util.List;
import java.util.Optional;

/** One of the two ways in which a request can be challenged (RFC 3261 §22.2, §22.3), and what it was answered last. */
final class Lock {
    private final int status;
    private final HeaderName asks;
    private final HeaderName answers;
    private final Session session;
    private Optional<Authorization> shown = Optional.empty();

    Lock(int status, HeaderName asks, HeaderName answers, Session session) {
        this.status = status;
        this.asks = asks;
        this.answers = answers;
        this.session = session;
    }

    /** What to put on a request; empty when nobody has asked yet. */
    Optional<Credential> show(Method method, Uri uri) {
        shown = session.authorize(method, uri.text());
        return shown.map(credentials -> new Credential(answers, credentials.value()));
    }

    boolean closedBy(SipResponse response) {
        return response.code() == status;
    }

    /** Whether the request may go better with what {@link #show} answers now. */
    boolean opens(SipResponse response) {
        List<String> challenges = response.headers().lines(asks);
        Outlook outlook = shown.map(rejected -> session.challenged(challenges, rejected))
                .orElseGet(() -> session.challenged(challenges));
        return outlook == Outlook.ANSWERABLE;
    }

    /** A header with credentials. */
    record Credential(HeaderName name, String value) {}
}
