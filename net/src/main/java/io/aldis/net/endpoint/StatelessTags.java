package io.aldis.net.endpoint;

import io.aldis.sip.SipRequest;

/**
 * To tags that are a hash of the request: the ACK of a stateless response (a challenge, an error) is recognised by its To tag, since request and
 * ACK give the same tag.
 */
public final class StatelessTags {
    private final long seed;

    /** @param seed random, so that tags cannot be predicted */
    public StatelessTags(long seed) {
        this.seed = seed | 1;
    }

    /** The To tag of stateless responses to that request; the same for its ACK. */
    public String of(SipRequest request) {
        long hash = mix(seed, request.callId());
        hash = mix(hash, request.from().tag());
        hash = mix(hash ^ request.cseq().number(), request.topVia().branch());
        return "a" + Long.toString(hash & Long.MAX_VALUE, 36);
    }

    /** Whether this ACK is for a stateless response with our tag. */
    boolean made(SipRequest ack) {
        return ack.to().tag().equals(of(ack));
    }

    private static long mix(long hash, String text) {
        long mixed = hash;
        for (int i = 0; i < text.length(); i++) mixed = (mixed ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 31;
    }
}
