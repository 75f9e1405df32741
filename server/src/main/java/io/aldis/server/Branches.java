package io.aldis.server;

import io.aldis.im.ImUri;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import io.aldis.sip.Via;

/**
 * Branches of this server's Via (RFC 3261 §16.6 step 8): the cookie, a unique part, and a part that depends on the request and its target, so that a
 * request that comes back unchanged is detected as a loop (RFC 5393 §4.2).
 */
@OnEventLoop
public final class Branches {
    private static final String KEPT = "kept-";
    private static final long STRIDE = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long made;

    /** @param seed random */
    public Branches(long seed) {
        this.seed = seed;
    }

    /** A new branch for a copy of that request. */
    public String next(SipRequest request) {
        long unique = seed + ++made * STRIDE;
        unique = (unique ^ unique >>> 29) * 0xBF58476D1CE4E5B9L;
        return Via.COOKIE + Long.toString((unique ^ unique >>> 32) & Long.MAX_VALUE, 36) + '.' + mark(request);
    }

    /**
     * The branch of a request that comes out of a mailbox. It does not depend on the contact that it is sent to, so that a device which has received
     * it and has changed its address since recognises the transaction.
     *
     * @param unique unique per transaction: the same value gives the same transaction
     */
    public static String kept(String unique, SipRequest request) {
        return Via.COOKIE + KEPT + unique + '.' + mark(request);
    }

    /** Whether it is the branch of a request that came out of a mailbox, of this server or of another Aldis, also after unwrapping. */
    public static boolean isKept(String branch) {
        return branch.contains(KEPT);
    }

    /** Whether that branch of this server was made for the same request with the same target. */
    public boolean marks(String branch, SipRequest request) {
        int dot = branch.lastIndexOf('.');
        return dot > 0 && branch.substring(dot + 1).equals(mark(request));
    }

    private static String mark(SipRequest request) {
        Headers headers = request.headers();
        int hash = asSip(request.uri()).hashCode();
        hash = hash * 31 + request.callId().hashCode();
        hash = hash * 31 + Long.hashCode(request.cseq().number());
        for (int i = headers.first(HeaderName.ROUTE); i >= 0; i = headers.next(HeaderName.ROUTE, i + 1))
            hash = hash * 31 + headers.value(i).hashCode();
        return Integer.toUnsignedString(hash, 36);
    }

    /** An im: URI is sent as sip:, and would come back as such. */
    private static String asSip(Uri uri) {
        return ImUri.toAor(uri).map(Aor::toString).orElseGet(uri::text);
    }
}
