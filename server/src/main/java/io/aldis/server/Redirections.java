package io.aldis.server;

import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipUri;
import java.util.List;

/** Targets of the contacts of a 3xx response (RFC 3261 §16.7 step 4). */
@OnEventLoop
public interface Redirections {
    /** The targets to try; none when this server does not follow the contact, which is then returned to the sender. */
    List<Target> targets(SipUri contact);
}
