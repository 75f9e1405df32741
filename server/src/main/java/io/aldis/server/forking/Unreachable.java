package io.aldis.server.forking;

import io.aldis.sip.Status;
import io.aldis.sip.locate.Location;
import java.util.Optional;

/** The response when another domain cannot be reached. */
final class Unreachable {
    private Unreachable() {}

    /**
     * 404 for a domain that the DNS does not have, 504 for all failures that may be temporary (RFC 3261 §21.5.5); never 408 (RFC 4320 §4.2)
     * nor 503, which would speak of this server.
     */
    static Status of(String domain, Optional<Location.Nowhere> nowhere) {
        if (nowhere.isEmpty()) return Status.of(504, "No Server of " + domain + " Answered");
        return nowhere.get().forNow()
                ? Status.of(504, "The DNS Says Nothing about " + domain)
                : Status.of(404, "No Server of " + domain + " Found");
    }
}
