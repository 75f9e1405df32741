package io.aldis.server.validation;

import io.aldis.server.Branches;
import io.aldis.server.OwnDomains;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Via;

/**
 * The path of a request so far, by its Via values.
 *
 * @param looped whether it has passed this server before unchanged (RFC 3261 §16.3 step 4), or more than {@link #MOST} times changed
 * @param kept whether it has come out of a mailbox
 */
record LoopCheck(boolean looped, boolean kept) {
    /**
     * Upper bound of passes: a call that is forwarded from user to user needs one for each. RFC 5393 bounds concurrent copies, and Max-Forwards the
     * length of the path: users who are each other's contacts could make the server send the product of both.
     */
    static final int MOST = 10;

    static LoopCheck of(SipRequest request, OwnDomains ownDomains, Branches branches) {
        if (!request.hasMoreVias())
            return new LoopCheck(false, Branches.isKept(request.topVia().branch()));
        int visits = 0;
        boolean same = false;
        boolean kept = false;
        for (String value : request.headers().values(HeaderName.VIA)) {
            Via via = Via.parse(value);
            kept |= Branches.isKept(via.branch());
            if (!ownDomains.isSelf(via.sentBy())) continue;
            visits++;
            same |= branches.marks(via.branch(), request);
        }
        return new LoopCheck(same || visits > MOST, kept);
    }
}
