package io.aldis.server;

import io.aldis.sip.SipRequest;
import java.util.Optional;

/**
 * A request that policy has let through.
 *
 * @param recipient the local account that it is for, so that no later stage looks for it again; absent when it is for none, or for one that does not
 *     exist
 */
public record Permitted(Identified identified, Optional<Account> recipient) {
    public SipRequest request() {
        return identified.request();
    }

    public Admitted admitted() {
        return identified.admitted();
    }

    public Destination destination() {
        return admitted().destination();
    }
}
