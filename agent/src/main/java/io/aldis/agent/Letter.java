package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.HostPort;
import io.aldis.sip.Method;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A message as a MESSAGE (RFC 3428 §4, §8): outside of dialogs, without Contact; and what its answer means. */
record Letter(MessageId id, Message message) {
    Draft draft(SipUri from) {
        var sequence = new AtomicLong();
        return new Draft(
                Method.MESSAGE,
                target(),
                from,
                to(),
                id.value(),
                sequence::incrementAndGet,
                (request, _) -> request.header(
                                HeaderName.CONTENT_TYPE, content().type())
                        .body(content().bytes()));
    }

    private Content content() {
        return message.content();
    }

    private Uri target() {
        return message.to() instanceof SipUri sip ? sip.asRequestUri() : message.to();
    }

    /** Who is meant, without how to get there: no port and no parameters but user (RFC 3261 §19.1.1 table 1). */
    private Uri to() {
        if (!(message.to() instanceof SipUri sip)) return message.to();
        String phone = sip.parameters().get("user").map(kind -> ";user=" + kind).orElse("");
        return SipUri.parse(
                sip.scheme() + ':' + sip.user() + '@' + sip.hostPort().withPort(HostPort.NO_PORT) + phone);
    }

    Outcome outcome(Reply reply, Duration took) {
        return switch (reply) {
            case Reply.Answered answered -> outcome(answered.response(), took);
            case Reply.Silence(var failure) -> new Outcome.Failed(id, failure);
        };
    }

    private Outcome outcome(SipResponse response, Duration took) {
        if (response.code() == 202) return new Outcome.Accepted(id, took);
        if (response.status().success()) return new Outcome.Delivered(id, took);
        return new Outcome.Refused(id, response.code(), response.status().reason(), RetryAfter.in(response));
    }
}
