package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Bytes for tests, written as text blocks. */
final class Given {
    static final MessageReader READER = new MessageReader(Limits.DEFAULT);

    private Given() {}

    /** UTF-8 with CRLF line ends; a text block that ends with its last header is given its empty line. */
    static byte[] wire(String text) {
        String whole = text.contains("\n\n") ? text : text + "\n";
        return whole.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** One octet for each character. */
    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    static SipMessage parsed(byte[] bytes) {
        Reading reading = READER.read(bytes);
        assertThat(reading).as(text(bytes)).isInstanceOf(Reading.Parsed.class);
        return ((Reading.Parsed) reading).message();
    }

    static SipRequest request(String text) {
        return (SipRequest) parsed(wire(text));
    }

    static SipResponse response(String text) {
        return (SipResponse) parsed(wire(text));
    }

    static Reading.Malformed malformed(byte[] bytes) {
        Reading reading = READER.read(bytes);
        assertThat(reading).as(text(bytes)).isInstanceOf(Reading.Malformed.class);
        return (Reading.Malformed) reading;
    }

    /** A file of {@code rfc4475} or {@code rfc5118}. */
    static byte[] file(String path) {
        try (InputStream in = Given.class.getResourceAsStream("/" + path + ".dat")) {
            if (in == null) throw new AssertionError("no file " + path);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A MESSAGE that is right, with these lines more. */
    static String message(String... lines) {
        return """
                MESSAGE sip:user2@domain.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776sgdkse
                Max-Forwards: 70
                From: sip:user1@domain.com;tag=49583
                To: sip:user2@domain.com
                Call-ID: asd88asd77a@1.2.3.4
                CSeq: 1 MESSAGE
                """ + (lines.length == 0 ? "" : String.join("\n", lines) + '\n');
    }
}
