package io.aldis.lab.fuzz;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import io.aldis.sip.wire.Forwarding;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import io.aldis.sip.wire.Stamp;
import java.util.Arrays;
import java.util.List;

/** The message parser: nothing is thrown, limits are kept, and what is read can be read again, passed on and answered. */
public final class MessageFuzz {
    private static final Limits LIMITS = new Limits(16 * 1024, 8 * 1024, 64, 2048, 20);
    private static final MessageReader READER = new MessageReader(LIMITS);
    private static final MessageReader NEXT_HOP = new MessageReader(new Limits(1 << 20, 1 << 20, 200, 20_000, 100));
    private static final Uri TARGET = Uri.parse("sip:bob@192.0.2.1:5060");

    private MessageFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        switch (READER.read(input.clone())) {
            case Reading.Parsed(SipMessage message) -> parsed(message);
            case Reading.Malformed bad -> bad.answerable().ifPresent(request -> answered(request, bad.status()));
            case Reading.KeepAlive _ -> {
                for (byte octet : input) Claim.that(octet == '\r' || octet == '\n' || octet == 0, "keep-alive", octet);
            }
        }
    }

    private static void parsed(SipMessage message) {
        Claim.that(
                message.headers().count() <= LIMITS.headers(),
                "header lines",
                message.headers().count());
        Claim.that(
                message.headers().end() <= LIMITS.head(),
                "octets of the head",
                message.headers().end());
        for (int i = 0; i < message.headers().count(); i++)
            values(message, message.headers().name(i));
        SipMessage again = again(READER, message.bytes());
        Claim.same(message.text(), again.text(), "read again");
        Claim.same(message.topVia(), again.topVia(), "its Via");
        Claim.that(Arrays.equals(message.body(), again.body()), "its body", again);
        switch (message) {
            case SipRequest request -> relayed(request);
            case SipResponse response -> Forwarding.withoutTopVia(response);
        }
    }

    private static void values(SipMessage message, HeaderName name) {
        try {
            Claim.that(message.headers().count(name) > 0, "lines of that name", name);
            message.headers().values(name);
        } catch (SyntaxException e) {
            Claim.that(!e.sentence().isEmpty(), "a sentence", e);
        }
    }

    private static void relayed(SipRequest request) {
        SipRequest stamped = Stamp.received(request, "192.0.2.77", 5077);
        byte[] out = new Forwarding(stamped, 69)
                .route(List.of("<sip:r;lr>"))
                .recordRoute("<sip:p;lr>")
                .write(TARGET, "SIP/2.0/UDP p;branch=z9hG4bKp");
        SipMessage next = again(NEXT_HOP, out);
        Claim.same("z9hG4bKp", next.topVia().branch(), "our Via");
        Claim.same(request.callId(), next.callId(), "Call-ID");
        Claim.same(request.from(), next.from(), "From");
        Claim.same(request.to(), next.to(), "To");
        Claim.that(Arrays.equals(request.body(), next.body()), "the body passed on", next);
        SipMessage answer =
                again(NEXT_HOP, stamped.answer(Status.of(202), "tag").build().bytes());
        Claim.same(stamped.topVia(), answer.topVia(), "the way back");
    }

    private static void answered(SipRequest request, Status status) {
        byte[] answer = request.answer(status, "tag").build().bytes();
        for (int i = 1; answer[i - 1] != '\r' || answer[i] != '\n' || answer[i + 1] != '\r'; i++)
            Claim.that(
                    (answer[i] == '\n') == (answer[i - 1] == '\r'), "a bare line end in an answer", Claim.text(answer));
    }

    private static SipMessage again(MessageReader reader, byte[] bytes) {
        if (reader.read(bytes) instanceof Reading.Parsed(SipMessage message)) return message;
        throw new AssertionError("not read again: " + reader.read(bytes) + " in\n" + Claim.text(bytes));
    }
}
