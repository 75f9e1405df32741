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
 * Where responses go: stamps the top Via of a request and routes the responses by it (RFC 3261 §18.2, RFC 3581 §4). A {@code maddr} in it is
 * ignored: it would direct responses at a third party, and its use, multicast, is not supported.
 */
final class WayBack {
    private final Endpoint endpoint;
    private final StatelessTags tags;

    WayBack(Endpoint endpoint, StatelessTags tags) {
        this.endpoint = endpoint;
        this.tags = tags;
    }

    /** The request with {@code received} and {@code rport} in its top Via, and without overload feedback of the peer. */
    static SipRequest stamped(SipRequest request, Flow flow) {
        InetSocketAddress from = flow.remote();
        SipRequest forAnybody = OverloadFeedback.stripped(request);
        return Stamp.received(forAnybody, NetUtil.toAddressString(from.getAddress()), from.getPort());
    }

    /** The wire for responses: the flow, over UDP without {@code rport} to the port in the Via. @param stamped by {@link #stamped} */
    Wire back(SipRequest stamped, Flow flow) {
        Via via = stamped.topVia();
        if (!(flow instanceof UdpFlow udp)) return new ReturnConnection(endpoint, flow, via);
        return via.wantsRport() ? udp : udp.toPort(via.sentBy().portOr(Transport.UDP.defaultPort()));
    }

    /**
     * Refuses a request statelessly, of which only the top Via needs to be valid. The source address of a datagram may be forged, so over UDP
     * the response has at most three times the octets of the request: with a shorter reason phrase, or not at all.
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

    /** The To tag; empty when the request has one, or when a field that it is made of cannot be parsed. */
    private String tag(SipRequest request) {
        try {
            return request.to().tag().isEmpty() ? tags.of(request) : "";
        } catch (SyntaxException e) {
            return "";
        }
    }
}
