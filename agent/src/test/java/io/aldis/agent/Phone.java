package io.aldis.agent;

import static io.aldis.agent.Where.at;

import io.aldis.sip.SipRequest;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The other side of a call, as text: a scripted peer with the words of one dialog. */
final class Phone implements AutoCloseable {
    static final String OFFER = """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 6000 RTP/AVP 0
        """.replace("\n", "\r\n");
    static final byte[] SDP = OFFER.getBytes(StandardCharsets.US_ASCII);

    private final ScriptedPeer peer;
    private final Agent agent;
    private int branches;

    Phone(ScriptedPeer peer, Agent agent) {
        this.peer = peer;
        this.agent = agent;
    }

    String contact() {
        return "Contact: <sip:phone@127.0.0.1:" + peer.port() + ">\n";
    }

    String route() {
        return "Record-Route: <sip:127.0.0.1:" + peer.port() + ";lr;mark=1>\n";
    }

    // ---- the phone calls

    /** @param more header lines, each with its line end */
    String invite(String more) throws IOException {
        return say("INVITE", 5, "", more, OFFER);
    }

    /** @param toTag that the agent has given itself; empty outside of a dialog */
    String say(String method, int cseq, String toTag, String more, String body) throws IOException {
        return say(method, cseq, toTag, "p" + ++branches, more, body);
    }

    /** @return the branch */
    String say(String method, int cseq, String toTag, String branch, String more, String body) throws IOException {
        String type = body.isEmpty()
                ? ""
                : "Content-Type: " + (body.startsWith("v=0") ? "application/sdp" : "text/plain") + "\n";
        peer.send(
                at(agent),
                ("""
                %s sip:bob@127.0.0.1 SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK%s
                Max-Forwards: 70
                From: <sip:phone@example.com>;tag=phone
                To: <sip:bob@example.com>%s
                Call-ID: call-1
                CSeq: %d %s
                %sContent-Length: %d

                """.formatted(
                                        method,
                                        peer.port(),
                                        branch,
                                        toTag.isEmpty() ? "" : ";tag=" + toTag,
                                        cseq,
                                        method,
                                        more + type,
                                        body.length())
                                .replaceAll("\r?\n", "\r\n"))
                        + body);
        return branch;
    }

    // ---- the phone was called

    String inside(String method, int cseq, Call call, String body) {
        return inside(method, cseq, call.id(), call.dialog().localTag(), body);
    }

    /** Inside of what that request of the agent has begun, or not. */
    String inside(String method, int cseq, SipRequest request, String body) {
        return inside(method, cseq, request.callId(), request.from().tag(), body);
    }

    private String inside(String method, int cseq, String callId, String toTag, String body) {
        return """
            %s sip:alice@127.0.0.1 SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bKi%d
            Max-Forwards: 70
            From: <sip:phone@example.com>;tag=scripted
            To: <sip:alice@example.com>;tag=%s
            Call-ID: %s
            CSeq: %d %s
            Content-Type: text/plain
            Content-Length: %d

            %s\
            """.formatted(method, peer.port(), ++branches, toTag, callId, cseq, method, body.length(), body)
                .replace("\n", "\r\n");
    }

    /** The next message that begins so; what comes before it is passed over. */
    String next(String start) {
        while (true) {
            String text = peer.heard().text();
            if (text.startsWith(start)) return text;
        }
    }

    static String toTag(String message) {
        return message.replaceAll("(?s).*\nTo: [^\r]*;tag=(\\w+).*", "$1");
    }

    @Override
    public void close() throws IOException {
        agent.close();
        peer.close();
    }
}
