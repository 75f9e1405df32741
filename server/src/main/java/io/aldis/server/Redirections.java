package io.aldis.server;

import io.aldis.sip.SipUri;
import java.util.List;

/** Where the contact of a 3xx answer leads (RFC 3261 §16.7 step 4). For the event loop. */
public interface Redirections {
    /** The places to try; none when the contact is not ours to follow, and whoever asked must decide. */
    List<Target> targets(SipUri contact);
}
