package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.server.Identified;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Privacy;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipDate;
import io.aldis.sip.SipRequest;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request in the form in which it is stored: start line, header lines and body byte for byte, without the headers of the last hop. A
 * missing Date is added, so that the reader knows when it was sent; so is a Content-Length, which a datagram may lack.
 */
public final class StoredRequest {
    private static final Logger LOG = LoggerFactory.getLogger(StoredRequest.class);
    private static final MessageReader OWN = new MessageReader(new Limits(1 << 24, 1 << 20, 1024, 1 << 20, 70));
    private static final String END = "\r\n";
    private static final byte[] VIA =
            "Via: SIP/2.0/UDP mailbox.invalid;branch=z9hG4bKkept\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Set<Integer> OF_ONE_HOP = Set.of(
            HeaderName.VIA.id(),
            HeaderName.ROUTE.id(),
            HeaderName.RECORD_ROUTE.id(),
            HeaderName.MAX_FORWARDS.id(),
            HeaderName.MAX_BREADTH.id());

    private StoredRequest() {}

    static byte[] pack(Identified identified, Instant arrived) {
        SipRequest request = identified.request();
        Headers headers = request.headers();
        byte[] bytes = request.bytes();
        IntPredicate ending = identified.ending(() -> false); // the next hop is not known yet: not trusted
        var out = new ByteArrayOutputStream(bytes.length + 64);
        out.write(bytes, 0, headers.lineStart(0));
        for (int i = 0; i < headers.count(); i++) {
            if (OF_ONE_HOP.contains(headers.id(i)) || ending.test(i)) continue;
            String value = Privacy.hidesAnything(request) ? Privacy.instead(request, i) : null;
            if (value != null) line(out, headers.name(i).text() + ": " + value);
            else out.write(bytes, headers.lineStart(i), headers.lineEnd(i) - headers.lineStart(i));
        }
        if (headers.first(HeaderName.DATE) < 0) line(out, "Date: " + SipDate.text(arrived));
        if (headers.first(HeaderName.CONTENT_LENGTH) < 0) line(out, "Content-Length: " + request.bodyLength());
        out.write(bytes, headers.end(), bytes.length - headers.end());
        return out.toByteArray();
    }

    private static void line(ByteArrayOutputStream out, String line) {
        out.writeBytes((line + END).getBytes(StandardCharsets.UTF_8));
    }

    /** The request with a placeholder Via; absent when it cannot be parsed. */
    public static Optional<SipRequest> open(byte[] packed) {
        int headers = 2;
        while (headers < packed.length && (packed[headers - 2] != '\r' || packed[headers - 1] != '\n')) headers++;
        var out = new ByteArrayOutputStream(packed.length + VIA.length);
        out.write(packed, 0, headers);
        out.writeBytes(VIA);
        out.write(packed, headers, packed.length - headers);
        return OWN.read(out.toByteArray()) instanceof Reading.Parsed(SipRequest request)
                ? Optional.of(request)
                : Optional.empty();
    }

    /** The request for a delivery to that device; absent, with a line in the log, when it cannot be parsed or the recipient refuses it now. */
    static Optional<SipRequest> open(Device device, PendingDelivery held, MailboxContext context) {
        Optional<SipRequest> request = open(held.message().bytes());
        if (request.isEmpty()) LOG.error("message {} for {} cannot be read any more and is removed", held.id(), device);
        Optional<String> refusal = request.flatMap(read -> context.policy().refusal(held.message(), read));
        refusal.ifPresent(rule -> context.events().deliveryForbidden(device, held, rule));
        return request.filter(_ -> refusal.isEmpty());
    }

    /** Seed of the branch, the same until a try is answered: a device that has the message already recognises the transaction. */
    static String unique(Device device, PendingDelivery held) {
        String seed = Long.toString(held.message().seed() & Long.MAX_VALUE, 36);
        return seed + '-' + Integer.toHexString(device.id().hashCode()) + '-' + held.answers();
    }
}
