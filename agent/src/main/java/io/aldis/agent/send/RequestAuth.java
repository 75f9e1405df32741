package io.aldis.agent.send;

import io.aldis.sip.Method;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;

/** The credentials of one request and its retries. */
public final class RequestAuth {
    /** Limit on retries: one for the password, one more for a stale nonce, or for a second server on the path. */
    private static final int REPETITIONS = 2;

    private final List<ChallengeState> states;
    private int repetitions;

    RequestAuth(List<ChallengeState> states) {
        this.states = states;
    }

    /** The credentials to add to the request now. */
    public List<ChallengeState.Credential> credentials(Method method, Uri uri) {
        var sent = new ArrayList<ChallengeState.Credential>(states.size());
        for (ChallengeState state : states) state.credentials(method, uri).ifPresent(sent::add);
        return sent;
    }

    /** Whether that answer is a challenge, and the request should be sent again with new credentials. */
    public boolean opens(SipResponse response) {
        if (repetitions == REPETITIONS) return false;
        for (ChallengeState state : states) {
            if (state.isAskedBy(response) && state.opens(response)) {
                repetitions++;
                return true;
            }
        }
        return false;
    }
}
