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
 * @param received source of that REGISTER, {@code udp:192.0.2.1:5060}, when the device is reached there and not at its contact: there are signs of a
 *     NAT between, or it is a flow of the device (RFC 5626); {@code for:192.0.2.1:5060} when it is reached by a host name that was registered from
 *     that source; else empty
 * @param clusterRoute Route value of the only server that can reach the contact, because the device has opened a connection to it or is behind a NAT; empty
 *     when every server can reach it
 * @param flow id of the connection that the REGISTER came over, while that is open in this process, else empty
 * @param updated when it was set last
 * @param began when its device registered it first; {@link Instant#EPOCH} when that is unknown
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
        String clusterRoute,
        String flow,
        Instant updated,
        Instant began,
        String userAgent,
        String device) {
    /** Prefix of a source that only decides which networks the host name of the contact may resolve to ({@link Forbidden}). */
    private static final String FOR = "for:";

    private static final int USER_AGENT = 100;

    public Binding {
        path = List.copyOf(path);
        if (userAgent.length() > USER_AGENT) userAgent = userAgent.substring(0, USER_AGENT);
        if (device.isEmpty()) device = Device.idOf(contact, parameters);
    }

    /** A binding that was set for the first time. */
    public Binding(
            SipUri contact,
            String parameters,
            Instant expires,
            String callId,
            long cseq,
            List<String> path,
            String received,
            String clusterRoute,
            String flow,
            Instant updated,
            String userAgent,
            String device) {
        this(
                contact,
                parameters,
                expires,
                callId,
                cseq,
                path,
                received,
                clusterRoute,
                flow,
                updated,
                updated,
                userAgent,
                device);
    }

    /** A binding of a device that is known by this contact alone. */
    public Binding(
            SipUri contact,
            String parameters,
            Instant expires,
            String callId,
            long cseq,
            List<String> path,
            String received,
            String clusterRoute,
            String flow,
            Instant updated) {
        this(contact, parameters, expires, callId, cseq, path, received, clusterRoute, flow, updated, "", "");
    }

    /** A binding that every server can reach. */
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

    /** A copy without the connection, which is closed: it is reached by its contact. */
    public Binding withoutFlow() {
        return withFlow("");
    }

    /** A copy with the connection of the binding among {@code known} that the same REGISTER has set, if there is one. */
    public Binding withFlowOf(List<Binding> known) {
        if (!flow.isEmpty()) return this;
        for (Binding one : known) if (!one.flow.isEmpty() && isSetLike(one)) return withFlow(one.flow);
        return this;
    }

    private Binding withFlow(String other) {
        return with(other, began, device);
    }

    /** A copy that was registered first at that time. */
    public Binding since(Instant other) {
        return with(flow, other, device);
    }

    /** A copy that belongs to another device. */
    public Binding ofDevice(String other) {
        return with(flow, began, other);
    }

    private Binding with(String flow, Instant began, String device) {
        return new Binding(
                contact,
                parameters,
                expires,
                callId,
                cseq,
                path,
                received,
                clusterRoute,
                flow,
                updated,
                began,
                userAgent,
                device);
    }

    /** Whether its device has no {@code +sip.instance}. */
    public boolean nameless() {
        return Device.nameless(device);
    }

    /** Whether the same REGISTER has set both. */
    public boolean isSetLike(Binding other) {
        return cseq == other.cseq
                && callId.equals(other.callId)
                && contact.text().equals(other.contact.text())
                && parameters.equals(other.parameters);
    }

    /** Whether the same REGISTER has set both at the same time; the other is from a store, where it may have been refreshed meanwhile. */
    public boolean isSetWith(Binding other) {
        return isSetLike(other) && updated.toEpochMilli() == other.updated.toEpochMilli();
    }

    /** Whether it is a flow that the device keeps alive itself (RFC 5626 §6): it has a reg-id and an instance. */
    public boolean outbound() {
        var all = Parameters.parse("Contact", parameters);
        return all.has("reg-id") && !all.getOr("+sip.instance", "").isEmpty();
    }

    /** Whether the device cannot be connected to: it is reached only over the connection that it has opened. */
    public boolean onlyByItsConnection() {
        if (!path.isEmpty()) return false;
        return (isUnreachable() && !flow.isEmpty()) || (reachedAtItsSource() && !received.startsWith("udp:"));
    }

    private boolean isUnreachable() {
        String transport = contact.parameters().getOr("transport", "").toLowerCase(Locale.ROOT);
        return contact.host().toLowerCase(Locale.ROOT).endsWith(".invalid") || transport.startsWith("ws");
    }

    /** Whether it names no other transport than UDP, has no proxy (Path) before it, and is without a connection. */
    public boolean reachedByUdpAlone() {
        boolean connected =
                !flow.isEmpty() || onlyByItsConnection() || (reachedAtItsSource() && !received.startsWith("udp:"));
        return contact.parameters().getOr("transport", "udp").equalsIgnoreCase("udp")
                && !connected
                && !contact.secure()
                && path.isEmpty()
                && !isUnreachable();
    }

    /** Whether its device had opened a connection to this server, in this process or evidently in an earlier one. */
    public boolean cameOverAConnection() {
        return path.isEmpty() && (!flow.isEmpty() || isUnreachable() || onlyByItsConnection());
    }

    /** Whether it is reached at the source of its REGISTER and not at its contact. */
    public boolean reachedAtItsSource() {
        return !received.isEmpty() && !received.startsWith(FOR);
    }

    /** The value of {@link #received} for a contact that is reached by a host name. */
    public static String lookedUpFor(HostPort source) {
        return FOR + source;
    }

    /** The source address of its REGISTER, which decides which networks it may lead to ({@link Forbidden}); empty when not recorded. */
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
