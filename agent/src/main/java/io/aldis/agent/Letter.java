package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.HostPort;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipDate;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A message as a MESSAGE (RFC 3428 §4, §8): outside of dialogs, without Contact; and what its answer means.
 *
 * @param written when the application gave it to us: from then on its validity counts
 */
record Letter(MessageId id, Message message, Instant written) {
    /** @param from us, with a tag */
    Draft draft(NameAddr from, RouteSet route) {
        var sequence = new AtomicLong();
        var leg = new Leg(from, NameAddr.of(to()), id.value(), sequence::incrementAndGet);
        return new Draft(Method.MESSAGE, target(), leg, route, (request, _) -> write(request));
    }

    /** What makes it this message, whatever it is sent in. */
    void write(MessageBuilder<SipRequest> request) {
        message.validity().ifPresent(time -> request.header(HeaderName.EXPIRES, Long.toString(time.toSeconds())));
        if (message.validity().isPresent() || message.protection().isPresent())
            request.header(HeaderName.DATE, SipDate.text(written));
        for (Header header : message.headers()) request.header(header.name(), header.value());
        request.header(HeaderName.CONTENT_TYPE, message.content().type())
                .body(message.content().bytes());
    }

    private Uri target() {
        return message.to() instanceof SipUri sip ? sip.asRequestUri() : message.to();
    }

    private Uri to() {
        return addressOf(message.to());
    }

    /** Who is meant, without how to get there: no port and no parameters but user (RFC 3261 §19.1.1 table 1). */
    static Uri addressOf(Uri uri) {
        if (!(uri instanceof SipUri sip)) return uri;
        String phone = sip.parameters().get("user").map(kind -> ";user=" + kind).orElse("");
        String user = sip.user().isEmpty() ? "" : sip.user() + '@';
        return SipUri.parse(sip.scheme() + ':' + user + sip.hostPort().withPort(HostPort.NO_PORT) + phone);
    }

    Outcome outcome(Reply reply, Spent time) {
        return switch (reply) {
            case Reply.Answered answered -> outcome(answered.response(), time);
            case Reply.Silence(var failure) -> new Outcome.Failed(id, failure, time.waited());
        };
    }

    private Outcome outcome(SipResponse response, Spent time) {
        if (response.code() == 202) return new Outcome.Accepted(id, time.took(), time.waited());
        if (response.status().success()) return new Outcome.Delivered(id, time.took(), time.waited());
        return new Outcome.Refused(id, response.code(), response.status().reason(), Advice.in(response), time.waited());
    }
}
