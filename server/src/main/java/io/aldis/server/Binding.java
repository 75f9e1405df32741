package io.aldis.server;

import io.aldis.sip.HostPort;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipUri;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One registered contact of an address-of-record (RFC 3261 §10).
 *
 * @param contact the URI as it was registered, byte for byte
 * @param parameters those of the Contact header without {@code expires}, as written ({@code ;q=0.5;+sip.instance="…"}), or empty
 * @param expires when it ends
 * @param callId of the REGISTER that set it
 * @param cseq of that REGISTER
 * @param path the Path values of that REGISTER, topmost first (RFC 3327)
 * @param received where that REGISTER came from, {@code udp:192.0.2.1:5060}, when it is reached there and not by its contact: there are
 *     signs of a NAT between, or it is a flow of its device (RFC 5626); {@code for:192.0.2.1:5060} when it is reached by a name that was
 *     registered from there; else empty
 * @param way the Route value of the server that alone can reach the contact, since the device has opened a connection to it or sits
 *     behind a NAT; empty when every server can
 * @param flow the connection that it came over while that lives in this process, else empty
 * @param updated when it was set
 * @param userAgent of that REGISTER, cut to {@value #USER_AGENT} characters; empty when it had none
 * @param device the {@link Device#id} of the device that it belongs to
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
        Instant updated,
        String userAgent,
        String device) {
    /** Begins a source that it is not reached at, but looked up for: who may lead us where depends on where he is ({@link Forbidden}). */
    private static final String FOR = "for:";

    private static final int USER_AGENT = 100;

    public Binding {
        path = List.copyOf(path);
        if (userAgent.length() > USER_AGENT) userAgent = userAgent.substring(0, USER_AGENT);
        if (device.isEmpty()) device = Device.idOf(contact, parameters);
    }

    /** That of a device which is known by this contact alone. */
    public Binding(
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
        this(contact, parameters, expires, callId, cseq, path, received, way, flow, updated, "", "");
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
        return new Binding(
                contact, parameters, expires, callId, cseq, path, received, way, other, updated, userAgent, device);
    }

    /** The same as that of another device. */
    public Binding ofDevice(String other) {
        return new Binding(
                contact, parameters, expires, callId, cseq, path, received, way, flow, updated, userAgent, other);
    }

    /** Whether its device has no {@code +sip.instance}. */
    public boolean nameless() {
        return Device.nameless(device);
    }

    /** Whether one REGISTER has set both. */
    public boolean isSetLike(Binding other) {
        return cseq == other.cseq
                && callId.equals(other.callId)
                && contact.text().equals(other.contact.text())
                && parameters.equals(other.parameters);
    }

    /** The same in a store as this one, which may have been refreshed there meanwhile. */
    public boolean isSetWith(Binding other) {
        return isSetLike(other) && updated.toEpochMilli() == other.updated.toEpochMilli();
    }

    /** Whether it is one flow of a device that keeps it alive itself (RFC 5626 §6): the registrar leaves a reg-id to no other. */
    public boolean outbound() {
        var all = Parameters.parse("Contact", parameters);
        return all.has("reg-id") && !all.getOr("+sip.instance", "").isEmpty();
    }

    /** Whether nobody can connect to the device: it is reached over the connection that it has made, or not at all. */
    public boolean onlyByItsConnection() {
        if (!path.isEmpty()) return false;
        return (isUnreachable() && !flow.isEmpty()) || (reachedAtItsSource() && !received.startsWith("udp:"));
    }

    private boolean isUnreachable() {
        String transport = contact.parameters().getOr("transport", "").toLowerCase(Locale.ROOT);
        return contact.host().toLowerCase(Locale.ROOT).endsWith(".invalid") || transport.startsWith("ws");
    }

    /** Whether it came over a connection that its device had opened to this server: in this life of it, or visibly in an earlier one. */
    public boolean cameOverAConnection() {
        return path.isEmpty() && (!flow.isEmpty() || isUnreachable() || onlyByItsConnection());
    }

    /** Whether it is reached where its REGISTER came from, and not by what it says of itself. */
    public boolean reachedAtItsSource() {
        return !received.isEmpty() && !received.startsWith(FOR);
    }

    /** What {@link #received} says of one that is reached by a name. */
    public static String lookedUpFor(HostPort source) {
        return FOR + source;
    }

    /** The sender of the REGISTER, as far as it decides which addresses the contact may lead to. */
    public Optional<InetAddress> registrant() {
        return received.isEmpty()
                ? Optional.empty()
                : Optional.of(InetAddress.ofLiteral(HostPort.parse(received.substring(received.indexOf(':') + 1))
                        .bareHost()));
    }

    public boolean liveAt(Instant now) {
        return expires.isAfter(now);
    }
}
