package io.aldis.agent;

import io.aldis.sip.NameAddr;
import java.util.function.LongSupplier;

/**
 * What the requests of one call leg have in common, and the tries of one request (RFC 3261 §8.1.1).
 *
 * @param from us, with our tag
 * @param to the other side; with a tag only inside a dialog (§8.1.1.2)
 * @param sequence gives each try its CSeq number, one higher every time (§22.2)
 */
record Leg(NameAddr from, NameAddr to, String callId, LongSupplier sequence) {}
