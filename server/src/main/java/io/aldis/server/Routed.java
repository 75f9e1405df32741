package io.aldis.server;

import io.aldis.sip.SipRequest;
import java.util.List;

/** A request with its targets; at least one. */
public record Routed(Identified identified, List<Target> targets) {
    public SipRequest request() {
        return identified.request();
    }

    public Admitted admitted() {
        return identified.admitted();
    }
}
