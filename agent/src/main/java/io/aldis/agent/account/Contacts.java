package io.aldis.agent.account;

import io.aldis.net.Flow;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import io.aldis.sip.Uri;
import io.aldis.sip.outbound.OwnGruus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * The contacts of this one device: what its registrars have bound and granted. For the Contact inside of a dialog: the GRUU of the device
 * (RFC 5627 §4.4), else the address of our socket, with {@code ob} when the flow that the dialog began on is kept (RFC 5626 §4.3). Safe for
 * every thread.
 */
public final class Contacts {
    private final Identity me;
    private final Map<Integer, Known> standings = new ConcurrentSkipListMap<>();

    /**
     * The granted state of one binding.
     *
     * @param outbound whether the flow is kept
     */
    public record Standing(Flow flow, boolean outbound, OwnGruus gruus) {}

    private record Known(Standing standing, long until) {}

    public Contacts(Identity me) {
        this.me = me;
    }

    /** @param regId of the binding; later calls for that binding pass the same one */
    public void bound(int regId, Standing standing, Duration expires) {
        standings.put(regId, new Known(standing, System.nanoTime() + expires.toNanos()));
    }

    public void lost(int regId) {
        standings.remove(regId);
    }

    private Stream<Standing> now() {
        long now = System.nanoTime();
        return standings.values().stream()
                .filter(known -> known.until() - now > 0)
                .map(Known::standing);
    }

    /** Only while there is a binding: GRUUs of an ended one must not be used (RFC 5627 §4.4). */
    public OwnGruus gruus() {
        return now().map(Standing::gruus)
                .filter(each -> each.preferred().isPresent())
                .findFirst()
                .orElse(OwnGruus.NONE);
    }

    /** For a Contact inside of a dialog that begins on that flow. */
    public SipUri contact(Flow flow) {
        Optional<SipUri> own = gruus().preferred();
        if (own.isPresent()) return own.get();
        SipUri plain = me.contactUri(flow);
        return isKept(flow) ? SipUri.parse(plain + ";ob") : plain;
    }

    private boolean isKept(Flow flow) {
        return now().anyMatch(each -> each.outbound() && isSame(each.flow(), flow));
    }

    /** Whether both are one connection, or flows over UDP with the same remote address. */
    public static boolean isSame(Flow one, Flow other) {
        return one == other
                || (one.transport() == Transport.UDP
                        && other.transport() == Transport.UDP
                        && one.remote().equals(other.remote()));
    }

    public boolean isMeant(Uri requestUri) {
        return me.isMeant(requestUri)
                || (requestUri instanceof SipUri sip
                        && now().anyMatch(each -> each.gruus().names(sip)));
    }
}
