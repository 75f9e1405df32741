package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Target;
import io.aldis.sip.SipRequest;
import io.aldis.sip.wire.Forwarding;

/** What is changed of a request on its way out. */
interface RequestEdits {
    SipRequest request();

    /** For our Via. */
    String branch();

    /** Whether that is another one each time, so that a device that has the request takes the next for a merged one (RFC 3261 §8.2.2.2). */
    boolean branchesAnew();

    /** All but Max-Breadth, Request-URI and Via. */
    Forwarding forwarding(Target target, Flow flow);
}
