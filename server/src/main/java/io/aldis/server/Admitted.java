package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.util.List;

/**
 * A request that the desk lets in: well-formed for a proxy, not looping, with its own Route values taken off.
 *
 * @param requestUri the Request-URI after a strict router's swap is undone (RFC 3261 §16.4)
 * @param route the Route values that remain
 * @param routeChanged whether they differ from those that the request carries
 * @param insideDialog whether a Route value of ours proves that the request belongs to a dialog that was made through us
 * @param wasKept whether it has come out of a mailbox: it goes into none again, or two users who are each other's contacts would have it
 *     go round for ever
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

    public Track track() {
        return arrival.track();
    }

    /** The same, out of a mailbox. */
    public Admitted afterMailbox() {
        return new Admitted(arrival, destination, requestUri, route, routeChanged, insideDialog, true);
    }
}
