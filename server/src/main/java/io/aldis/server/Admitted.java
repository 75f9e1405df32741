package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.util.List;

/**
 * A request that has passed validation: well-formed for a proxy, not looping, with the Route values of this server removed.
 *
 * @param requestUri the Request-URI after a strict router's swap is undone (RFC 3261 §16.4)
 * @param route the Route values that remain
 * @param routeChanged whether they differ from those that the request carries
 * @param insideDialog whether a Route value of this server proves that the request belongs to a dialog whose first request passed this server
 * @param wasKept whether it has come out of a mailbox. It is not stored a second time; else two users whose contacts are each other would store it in
 *     turn without end.
 */
public record Admitted(
        Arrival arrival,
        Destination destination,
        Uri requestUri,
        List<String> route,
        boolean routeChanged,
        boolean insideDialog,
        boolean wasKept) {

    public SipRequest request() {
        return arrival.request();
    }

    public Flow flow() {
        return arrival.flow();
    }

    /** A copy that is marked as coming out of a mailbox. */
    public Admitted afterMailbox() {
        return new Admitted(arrival, destination, requestUri, route, routeChanged, insideDialog, true);
    }
}
