package io.aldis.agent.send;

import io.aldis.agent.Failure;
import io.aldis.net.Flow;
import io.aldis.sip.SipResponse;

/** How a request ended: with a final response, or without. */
public sealed interface Reply {
    /** A final response, and the flow that it came over. */
    record Answered(SipResponse response, Flow flow) implements Reply {}

    record Silence(Failure failure) implements Reply {}
}
