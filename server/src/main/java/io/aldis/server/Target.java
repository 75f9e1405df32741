package io.aldis.server;

import io.aldis.sip.SipUri;
import java.util.List;
import java.util.Optional;

/**
 * A target of a request.
 *
 * @param requestUri the new Request-URI
 * @param route Route values to put on top: the Path of the binding (RFC 3327 §5.3)
 * @param reach how it is reached
 * @param device the device of the binding; absent when the target is not a binding
 * @param others further flows of that device, to be tried one after the other when this one has failed (RFC 5626 §7)
 */
public record Target(SipUri requestUri, List<String> route, Reach reach, Optional<Device> device, List<Target> others) {
    public Target {
        others = List.copyOf(others);
    }

    /** A target without further flows. */
    public Target(SipUri requestUri, List<String> route, Reach reach, Optional<Device> device) {
        this(requestUri, route, reach, device, List.of());
    }

    /** A target that is not a local device. */
    public Target(SipUri requestUri, List<String> route, Reach reach) {
        this(requestUri, route, reach, Optional.empty());
    }

    /** A copy with another Request-URI. */
    public Target to(SipUri other) {
        return new Target(other, route, reach, device, others);
    }

    /** A copy with these further flows. */
    public Target before(List<Target> others) {
        return new Target(requestUri, route, reach, device, others);
    }
}
