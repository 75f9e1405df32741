package io.aldis.server.validation;

import io.aldis.server.Branches;
import io.aldis.server.OwnDomains;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Via;

/**
 * Where a request has been, as its Via values tell.
 *
 * @param looped whether it was here before, on the same journey (RFC 3261 §16.3 step 4), or more than {@link #MOST} times on others
 * @param kept whether it has come out of a mailbox
 */
record LoopCheck(boolean looped, boolean kept) {
    /**
     * Visits: a call that is forwarded from user to user needs one for each. RFC 5393 bounds copies at a time, and Max-Forwards the length
     * of the way: users who are each other's contacts would have us send the one times the other.
     */
    static final int MOST = 10;

    static LoopCheck of(SipRequest request, OwnDomains home, Branches branches) {
        if (!request.hasMoreVias())
            return new LoopCheck(false, Branches.isKept(request.topVia().branch()));
        int visits = 0;
        boolean same = false;
        boolean kept = false;
        for (String value : request.headers().values(HeaderName.VIA)) {
            Via via = Via.parse(value);
            kept |= Branches.isKept(via.branch());
            if (!home.isSelf(via.sentBy())) continue;
            visits++;
            same |= branches.marks(via.branch(), request);
        }
        return new LoopCheck(same || visits > MOST, kept);
    }
}
