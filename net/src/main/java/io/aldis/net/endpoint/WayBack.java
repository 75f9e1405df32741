package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.net.udp.UdpFlow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Transport;
import io.aldis.sip.Via;
import io.aldis.sip.transaction.Wire;
import io.aldis.sip.wire.OverloadFeedback;
import io.aldis.sip.wire.Stamp;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/**
 * Where answers go: what is noted in the top Via of a request, and what that means (RFC 3261 §18.2, RFC 3581 §4). A {@code maddr}
 * there is not followed: it would let anybody aim our answers at a third party, and nobody has sent MESSAGE by multicast.
 */
final class WayBack {
    private final Endpoint endpoint;
    private final StatelessTags tags;

    WayBack(Endpoint endpoint, StatelessTags tags) {
        this.endpoint = endpoint;
        this.tags = tags;
    }

    static SipRequest stamped(SipRequest request, Flow flow) {
        InetSocketAddress from = flow.remote();
        SipRequest forAnybody = OverloadFeedback.stripped(request);
        return Stamp.received(forAnybody, NetUtil.toAddressString(from.getAddress()), from.getPort());
    }

    Wire back(SipRequest stamped, Flow flow) {
        Via via = stamped.topVia();
        if (!(flow instanceof UdpFlow udp)) return new ReturnConnection(endpoint, flow, via);
        return via.wantsRport() ? udp : udp.toPort(via.sentBy().portOr(Transport.UDP.defaultPort()));
    }

    /**
     * Answers a request of which no more may be right than its top Via, and forgets it. A datagram may bear the address of somebody who
     * has not sent it: he gets at most three times its octets, in words as few as need be.
     */
    void refuse(SipRequest request, Status status, Flow flow) {
        SipRequest stamped = stamped(request, flow);
        SipResponse answer = stamped.answer(status, tag(stamped)).build();
        int most = flow.transport() == Transport.UDP ? 3 * request.bytes().length : Integer.MAX_VALUE;
        if (answer.bytes().length > most)
            answer = stamped.answer(Status.of(status.code()), tag(stamped)).build();
        if (answer.bytes().length > most) return;
        back(stamped, flow).send(answer.bytes(), Wire.Unsent.NOBODY);
    }

    /** None when what makes it, or To itself, is the very thing that is wrong. */
    private String tag(SipRequest request) {
        try {
            return request.to().tag().isEmpty() ? tags.of(request) : "";
        } catch (SyntaxException e) {
            return "";
        }
    }
}
