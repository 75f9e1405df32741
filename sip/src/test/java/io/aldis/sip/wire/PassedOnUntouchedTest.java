package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A forwarded request differs from the received one by the edits of a proxy only: undone in the text of thousands of random requests, they leave
 * the received request.
 */
class PassedOnUntouchedTest {
    private static final Uri TARGET = Uri.parse("sip:the-target@192.0.2.99:5099;ob");
    private static final String VIA = "SIP/2.0/TCP the-proxy;branch=z9hG4bKours";
    private static final String ROUTE = "<sip:the-next-hop;lr>";
    private static final String RECORD = "<sip:the-proxy;lr>";

    @Test
    @Tag("3261-16.6-02")
    @Tag("3261-7.4.1-03")
    void forwardedRequestDiffersByTheProxyEditsOnly() {
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new RandomRequest(seed);
            byte[] came = random.bytes();
            var request = (SipRequest) Given.parsed(came);
            assertThat(request.bytes()).isEqualTo(came);
            var forwarding = new Forwarding(request, 69);
            boolean routed = seed % 2 == 0;
            if (routed) forwarding.route(List.of(ROUTE));
            if (seed % 3 == 0) forwarding.recordRoute(RECORD);
            byte[] goes = forwarding.write(TARGET, VIA);
            assertThat(undone(Given.text(goes), random))
                    .as("seed %d", seed)
                    .isEqualTo(routed ? random.textWithoutRoutes() : Given.text(came));
            assertThat(Given.parsed(goes).body()).isEqualTo(request.body());
        }
    }

    private static String undone(String text, RandomRequest random) {
        String undone = text.replace(' ' + TARGET.text() + ' ', ' ' + random.uri() + ' ')
                .replace("Via: " + VIA + "\r\n", "")
                .replace("Route: " + ROUTE + "\r\n", "")
                .replace("Record-Route: " + RECORD + "\r\n", "");
        if (!random.hasContentLength()) undone = undone.replaceFirst("Content-Length: \\d+\r\n", "");
        if (random.maxForwards().isEmpty()) return undone.replace("Max-Forwards: 69\r\n", "");
        return Pattern.compile("(?i)(\r\nmax-forwards[ \t]*:\\s*)69(\\s*\r\n)")
                .matcher(undone)
                .replaceFirst("$1" + random.maxForwards() + "$2");
    }

    @Test
    void stampChangesTheTopViaOnly() {
        for (long seed = 0; seed < 5_000; seed++) {
            byte[] came = new RandomRequest(seed).bytes();
            SipRequest stamped = Stamp.received((SipRequest) Given.parsed(came), "198.51.100.7", 6000);
            String undone = Given.text(stamped.bytes())
                    .replaceFirst(";received=198\\.51\\.100\\.7", "")
                    .replaceFirst(";rport=6000", ";rport");
            assertThat(undone.replaceAll("\\s", ""))
                    .as("seed %d", seed)
                    .isEqualTo(Given.text(came).replaceAll("\\s", ""));
            assertThat(Given.parsed(stamped.bytes()).topVia()).isEqualTo(stamped.topVia());
            assertThat(stamped.body()).isEqualTo(Given.parsed(came).body());
        }
    }

    /** What is made of the lines of a message that was read is read as the same message. */
    @Test
    void requestBuiltFromItsHeadersIsParsedToTheSameRequest() {
        for (long seed = 0; seed < 2_000; seed++) {
            var first = (SipRequest) Given.parsed(new RandomRequest(seed).bytes());
            var builder = SipRequest.builder(first.method(), first.uri());
            for (int i = 0; i < first.headers().count(); i++)
                if (!first.headers().name(i).text().equals("Content-Length"))
                    builder.header(first.headers().name(i), first.headers().value(i));
            SipRequest made = builder.body(first.body()).build();
            var again = (SipRequest) Given.parsed(made.bytes());
            assertThat(again.topVia()).isEqualTo(first.topVia());
            assertThat(again.from()).isEqualTo(first.from());
            assertThat(again.to()).isEqualTo(first.to());
            assertThat(again.cseq()).isEqualTo(first.cseq());
            assertThat(again.body()).isEqualTo(first.body());
            for (int i = 0; i < made.headers().count(); i++) {
                assertThat(again.headers().name(i)).isEqualTo(made.headers().name(i));
                assertThat(again.headers().value(i)).isEqualTo(made.headers().value(i));
            }
        }
    }
}
