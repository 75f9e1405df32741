package io.aldis.server.runtime;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.Method;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SoftwareName;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.List;
import java.util.Optional;

/**
 * Builds and sends the server's own responses.
 *
 * @param server the value of their Server header; empty for responses without it
 */
@OnEventLoop
record AnswerWriter(SipEndpoint endpoint, Optional<SoftwareName> server) {
    /** The source of a datagram may be forged: its address must not get more than so many times the octets of the request. */
    private static final int MOST = 3;

    void give(ServerTransaction<Flow> exchange, Answer answer) {
        SipResponse response = response(exchange.request(), answer, answer.fields(), true);
        if (answer.forget()) exchange.answerAndForget(response);
        else exchange.answer(response);
    }

    /**
     * Answers an unauthenticated sender. An INVITE is forgotten with the answer, since its transaction would retransmit the answer until an ACK. A
     * response that is too long for a short datagram is sent with fewer headers, or not at all.
     */
    void giveAnybody(ServerTransaction<Flow> exchange, Flow flow, Answer answer) {
        SipRequest request = exchange.request();
        SipResponse response = response(request, answer, answer.fields(), true);
        if (flow.transport() == Transport.UDP) {
            int most = MOST * octets(request);
            if (response.bytes().length > most) response = response(request, answer, first(answer), false);
            if (response.bytes().length > most) {
                exchange.abandon();
                return;
            }
        }
        if (answer.forget() || request.method().equals(Method.INVITE)) exchange.answerAndForget(response);
        else exchange.answer(response);
    }

    /** Only the first challenge, which is enough to authenticate. */
    private static List<Field> first(Answer answer) {
        return answer.fields().stream().limit(1).toList();
    }

    /** The octets as received: without the parameters added to its Via (RFC 3581 §4). */
    private static int octets(SipRequest request) {
        var parameters = request.topVia().parameters();
        int received = parameters
                .get("received")
                .map(host -> ";received=".length() + host.length())
                .orElse(0);
        int port = parameters.get("rport").map(text -> 1 + text.length()).orElse(0);
        return request.bytes().length - received - port;
    }

    private SipResponse response(SipRequest request, Answer answer, List<Field> fields, boolean signed) {
        MessageBuilder<SipResponse> builder =
                request.answer(answer.status(), endpoint.tags().of(request));
        for (Field field : fields) builder.header(field.name(), field.value());
        if (signed && server.isPresent())
            builder.header(HeaderName.SERVER, server.get().value());
        return builder.build();
    }
}
