package io.aldis.server;

import io.aldis.sip.SipRequest;
import java.util.List;

/** A request with the places that it goes to; at least one. */
public record Routed(Identified identified, List<Target> targets) {
    public SipRequest request() {
        return identified.request();
    }

    public Admitted admitted() {
        return identified.admitted();
    }
}
