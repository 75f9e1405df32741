package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.SipResponse;

/** The end of one request of ours. */
sealed interface Reply {
    /** A final response, and the way it came. */
    record Answered(SipResponse response, Flow flow) implements Reply {}

    record Silence(Failure failure) implements Reply {}
}
