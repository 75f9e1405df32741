package io.aldis.server;

import io.aldis.sip.SipUri;
import java.util.List;
import java.util.Optional;

/**
 * One place to send a request to.
 *
 * @param requestUri what the Request-URI becomes
 * @param route Route values to put on top: the Path of the binding (RFC 3327 §5.3)
 * @param reach how to get there
 * @param device whose binding it is, if it is one
 * @param others further flows of that device, to be tried one after the other when this one has failed (RFC 5626 §7)
 */
public record Target(SipUri requestUri, List<String> route, Reach reach, Optional<Device> device, List<Target> others) {
    public Target {
        others = List.copyOf(others);
    }

    /** A place with no other. */
    public Target(SipUri requestUri, List<String> route, Reach reach, Optional<Device> device) {
        this(requestUri, route, reach, device, List.of());
    }

    /** A place that is no device of ours. */
    public Target(SipUri requestUri, List<String> route, Reach reach) {
        this(requestUri, route, reach, Optional.empty());
    }

    /** The same place with another Request-URI. */
    public Target to(SipUri other) {
        return new Target(other, route, reach, device, others);
    }

    /** The same with these flows behind. */
    public Target before(List<Target> others) {
        return new Target(requestUri, route, reach, device, others);
    }
}
