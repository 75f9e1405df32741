package io.aldis.server;

import io.aldis.sip.SipUri;
import java.time.Instant;
import java.util.List;

/**
 * One registered contact of an address-of-record (RFC 3261 §10).
 *
 * @param contact the URI as it was registered, byte for byte
 * @param parameters those of the Contact header without {@code expires}, as written ({@code ;q=0.5;+sip.instance="…"}), or empty
 * @param expires when it ends
 * @param callId of the REGISTER that set it
 * @param cseq of that REGISTER
 * @param path the Path values of that REGISTER, topmost first (RFC 3327)
 * @param received where that REGISTER came from, {@code udp:192.0.2.1:5060}, when there are signs of a NAT between and the contact
 *     cannot be reached as it is written; else empty
 * @param way the Route value of the server that alone can reach the contact, since the device has opened a connection to it or sits
 *     behind a NAT; empty when every server can
 * @param flow the connection that it came over while that lives in this process, else empty
 * @param updated when it was set
 */
public record Binding(
        SipUri contact,
        String parameters,
        Instant expires,
        String callId,
        long cseq,
        List<String> path,
        String received,
        String way,
        String flow,
        Instant updated) {
    public Binding {
        path = List.copyOf(path);
    }

    /** One that every server can reach. */
    public Binding(
            SipUri contact,
            String parameters,
            Instant expires,
            String callId,
            long cseq,
            List<String> path,
            String received,
            String flow,
            Instant updated) {
        this(contact, parameters, expires, callId, cseq, path, received, "", flow, updated);
    }

    /** The same, reached by its contact: what was its connection is gone. */
    public Binding withoutFlow() {
        return withFlow("");
    }

    /** The same with the connection of whichever of those it is, if it is one of them. */
    public Binding withFlowOf(List<Binding> known) {
        if (!flow.isEmpty()) return this;
        for (Binding one : known) if (!one.flow.isEmpty() && isSetLike(one)) return withFlow(one.flow);
        return this;
    }

    private Binding withFlow(String other) {
        return new Binding(contact, parameters, expires, callId, cseq, path, received, way, other, updated);
    }

    /** Whether one REGISTER has set both. */
    public boolean isSetLike(Binding other) {
        return cseq == other.cseq
                && callId.equals(other.callId)
                && contact.text().equals(other.contact.text())
                && parameters.equals(other.parameters);
    }

    public boolean liveAt(Instant now) {
        return expires.isAfter(now);
    }
}
