package io.aldis.server.runtime;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SoftwareName;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.List;
import java.util.Optional;

/**
 * Makes answers of ours and gives them. For the event loop.
 *
 * @param server the value of their Server header; empty for answers without it
 */
record AnswerWriter(SipEndpoint endpoint, Optional<SoftwareName> server) {
    /** A datagram may have come from anybody: the one whose address it bears must not get more than so many times its octets. */
    private static final int MOST = 3;

    void give(ServerTransaction<Flow> exchange, Answer answer) {
        SipResponse response = response(exchange.request(), answer, answer.fields(), true);
        if (answer.forget()) exchange.answerAndForget(response);
        else exchange.answer(response);
    }

    /**
     * To somebody who has proved nothing. An INVITE is forgotten with the answer, since that would be repeated until somebody thanks for
     * it. What is too long for a short datagram says less, or is not said.
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

    /** One challenge is enough to log in with. */
    private static List<Field> first(Answer answer) {
        return answer.fields().stream().limit(1).toList();
    }

    /** As it came: without what we have noted in its Via (RFC 3581 §4). */
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
