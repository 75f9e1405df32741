package io.aldis.agent;

import io.aldis.sip.Method;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;

/** The credentials of one request and its repetitions. */
final class Keyring {
    /** Repetitions at the most: one for the password, one more for a nonce that grew old, or for a second server on the way. */
    private static final int REPETITIONS = 2;

    private final List<Lock> locks;
    private int repetitions;

    Keyring(List<Lock> locks) {
        this.locks = locks;
    }

    /** What to put on the request now. */
    List<Lock.Credential> credentials(Method method, Uri uri) {
        var shown = new ArrayList<Lock.Credential>(locks.size());
        for (Lock lock : locks) lock.show(method, uri).ifPresent(shown::add);
        return shown;
    }

    /** Whether that answer is a challenge, and the request should be sent again with new credentials. */
    boolean opens(SipResponse response) {
        if (repetitions == REPETITIONS) return false;
        for (Lock lock : locks) {
            if (lock.closedBy(response) && lock.opens(response)) {
                repetitions++;
                return true;
            }
        }
        return false;
    }
}
