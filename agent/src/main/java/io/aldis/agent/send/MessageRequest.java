package io.aldis.agent.send;

import io.aldis.agent.Header;
import io.aldis.agent.Message;
import io.aldis.agent.MessageId;
import io.aldis.agent.Outcome;
import io.aldis.agent.RefusalDetails;
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
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Builds the MESSAGE of a message (RFC 3428 §4, §8): outside of dialogs, without Contact; and converts its answer to an outcome.
 *
 * @param written when the application passed it to the agent: its validity counts from then
 */
public record MessageRequest(Message message, Instant written) {
    /**
     * Timing of a message.
     *
     * @param took from {@code send} to its outcome
     * @param waited the part of it in the queue
     */
    record Timing(Duration took, Duration waited) {}

    /**
     * The request for a message outside of calls.
     *
     * @param from our address, with a tag
     * @param limit octets of the whole request
     */
    RequestDraft draft(MessageId id, NameAddr from, LongSupplier sequence, RequestDraft.Routing routing, int limit) {
        var headers = new RequestDraft.DialogHeaders(from, NameAddr.of(to()), id.value(), sequence);
        return new RequestDraft(Method.MESSAGE, target(), headers, routing, payload(limit));
    }

    /** The headers and body of this message, inside and outside of dialogs. */
    public RequestDraft.Payload payload(int limit) {
        return new RequestDraft.Payload((request, _) -> write(request), limit);
    }

    private void write(MessageBuilder<SipRequest> request) {
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

    /** The address in a URI, without port and without parameters but user (RFC 3261 §19.1.1 table 1). */
    public static Uri addressOf(Uri uri) {
        if (!(uri instanceof SipUri sip)) return uri;
        String phone = sip.parameters().get("user").map(kind -> ";user=" + kind).orElse("");
        String user = sip.user().isEmpty() ? "" : sip.user() + '@';
        return SipUri.parse(sip.scheme() + ':' + user + sip.hostPort().withPort(HostPort.NO_PORT) + phone);
    }

    static Outcome outcome(MessageId id, Reply reply, Timing time) {
        return switch (reply) {
            case Reply.Answered answered -> outcome(id, answered.response(), time);
            case Reply.Silence(var failure) -> new Outcome.Failed(id, failure, time.waited());
        };
    }

    private static Outcome outcome(MessageId id, SipResponse response, Timing time) {
        if (response.code() == 202) return new Outcome.Accepted(id, time.took(), time.waited());
        if (response.status().success()) return new Outcome.Delivered(id, time.took(), time.waited());
        return new Outcome.Refused(id, RefusalDetails.of(response), time.waited());
    }
}
