package io.aldis.server.forking;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipResponse;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Merges the responses of several branches: all challenges (RFC 3261 §16.7 step 7), or all contacts of redirections that were not followed
 * (§16.7 step 6, last paragraph), each line unchanged, in the order of the responses.
 */
final class MergedResponse {
    private final List<SipResponse> responses = new ArrayList<>(0);

    private static boolean challenges(int code) {
        return code == 401 || code == 407;
    }

    private static boolean redirects(int code) {
        return code / 100 == 3;
    }

    void add(SipResponse response) {
        if (challenges(response.code()) || redirects(response.code())) responses.add(response);
    }

    /** That response, with the challenges or contacts of the others of its class after its own headers. */
    SipResponse with(SipResponse best) {
        boolean challenge = challenges(best.code());
        if ((!challenge && !redirects(best.code())) || responses.size() < 2) return best;
        return EditedResponse.of(best, line -> false, out -> {
            for (SipResponse other : responses)
                if (other != best && challenges(other.code()) == challenge) lines(other, challenge, out);
        });
    }

    private static void lines(SipResponse response, boolean challenge, ByteArrayOutputStream out) {
        Headers headers = response.headers();
        for (int i = 0; i < headers.count(); i++) {
            int id = headers.id(i);
            boolean asks = id == HeaderName.WWW_AUTHENTICATE.id() || id == HeaderName.PROXY_AUTHENTICATE.id();
            if (challenge ? asks : id == HeaderName.CONTACT.id()) EditedResponse.copyLine(response, i, out);
        }
    }
}
