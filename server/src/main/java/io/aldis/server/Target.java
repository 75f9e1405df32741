package io.aldis.server;

import io.aldis.sip.SipUri;
import java.util.List;

/**
 * One place to send a request to.
 *
 * @param requestUri what the Request-URI becomes
 * @param route Route values to put on top: the Path of the binding (RFC 3327 §5.3)
 * @param reach how to get there
 */
public record Target(SipUri requestUri, List<String> route, Reach reach) {}
