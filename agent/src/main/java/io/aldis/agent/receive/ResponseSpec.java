package io.aldis.agent.receive;

import io.aldis.agent.Screening;
import io.aldis.im.Part;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A final response to send: status, headers, and rarely a body. */
record ResponseSpec(Status status, List<HeaderLine> lines, Optional<Part> body) {
    record HeaderLine(HeaderName name, String value) {}

    ResponseSpec(Status status, List<HeaderLine> lines) {
        this(status, lines, Optional.empty());
    }

    /**
     * The message is encrypted, and cannot be opened.
     *
     * @param certificates for which it should have been encrypted (RFC 3261 §23.2)
     */
    static ResponseSpec undecipherable(Optional<Part> certificates) {
        return new ResponseSpec(Status.of(493), List.of(), certificates);
    }

    static ResponseSpec of(int code) {
        return new ResponseSpec(Status.of(code), List.of());
    }

    /** A body that cannot be read, with the reason in words. */
    static ResponseSpec broken(SyntaxException why) {
        return new ResponseSpec(Status.of(400, why.sentence()), List.of());
    }

    static ResponseSpec of(int code, HeaderName name, String value) {
        return new ResponseSpec(Status.of(code), List.of(new HeaderLine(name, value)));
    }

    /**
     * The response for the decision of an application.
     *
     * @param acceptance for applications that refuse a type themselves (RFC 3261 §8.2.3)
     */
    static ResponseSpec of(Screening.Refuse said, AcceptedContent acceptance) {
        var lines = new ArrayList<HeaderLine>();
        said.retryAfter().ifPresent(time -> lines.add(line(HeaderName.RETRY_AFTER, time.toSeconds())));
        for (Uri contact : said.contacts()) lines.add(line(HeaderName.CONTACT, NameAddr.of(contact)));
        if (said.code() == 415) lines.add(line(HeaderName.ACCEPT, acceptance.typeList()));
        return new ResponseSpec(Status.of(said.code(), said.reason()), lines);
    }

    private static HeaderLine line(HeaderName name, Object value) {
        return new HeaderLine(name, value.toString());
    }

    void writeTo(MessageBuilder<SipResponse> answer) {
        for (HeaderLine line : lines) answer.header(line.name(), line.value());
        body.ifPresent(part -> {
            for (Part.Field field : part.fields()) answer.header(HeaderName.of(field.name()), field.value());
            answer.body(part.body());
        });
    }
}
