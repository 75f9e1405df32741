package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Target;
import io.aldis.sip.SipRequest;
import io.aldis.sip.wire.Forwarding;

/** The changes to a request before it is forwarded. */
interface RequestEdits {
    SipRequest request();

    /** The branch for our Via. */
    String branch();

    /** Whether the branch differs each time, so that a device that has the request takes the next for a merged one (RFC 3261 §8.2.2.2). */
    boolean branchesAnew();

    /** All changes but those of Max-Breadth, Request-URI and Via. */
    Forwarding forwarding(Target target, Flow flow);
}
