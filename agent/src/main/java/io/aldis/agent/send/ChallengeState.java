package io.aldis.agent.send;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Uri;
import io.aldis.sip.digest.Authorization;
import io.aldis.sip.digest.ChallengeOutcome;
import io.aldis.sip.digest.Session;
import java.util.List;
import java.util.Optional;

/** The state of 401 or of 407 (RFC 3261 §22.2, §22.3) for one request: the session that answers, and the credentials that were sent last. */
public final class ChallengeState {
    private final int status;
    private final HeaderName asks;
    private final HeaderName answers;
    private final Session session;
    private Optional<Authorization> sent = Optional.empty();

    ChallengeState(int status, HeaderName asks, HeaderName answers, Session session) {
        this.status = status;
        this.asks = asks;
        this.answers = answers;
        this.session = session;
    }

    /** Credentials for a request; empty when there was no challenge yet. */
    Optional<Credential> credentials(Method method, Uri uri) {
        sent = session.authorize(method, uri.text());
        return sent.map(credentials -> new Credential(answers, credentials.value()));
    }

    boolean isAskedBy(SipResponse response) {
        return response.code() == status;
    }

    /** Whether the request may succeed with the new result of {@link #show}. */
    boolean opens(SipResponse response) {
        List<String> challenges = response.headers().lines(asks);
        ChallengeOutcome outlook = sent.map(rejected -> session.challenged(challenges, rejected))
                .orElseGet(() -> session.challenged(challenges));
        return outlook == ChallengeOutcome.ANSWERABLE;
    }

    /** A header with credentials. */
    public record Credential(HeaderName name, String value) {}
}
