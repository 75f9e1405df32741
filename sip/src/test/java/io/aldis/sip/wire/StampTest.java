package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Received and rport in the top Via (RFC 3261 §18.2.1, RFC 3581 §4), for a request from 192.0.2.1:6000. */
class StampTest {
    private static SipRequest with(String via) {
        return Given.request(Given.message("Subject: x", "Content-Length: 3").replaceFirst("Via: .*", via) + "\nHi!");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa        | SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa
            SIP/2.0/UDP host.example:5060;branch=z9hG4bKa     | SIP/2.0/UDP host.example:5060;branch=z9hG4bKa;received=192.0.2.1
            SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKa              | SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKa;received=192.0.2.1
            SIP/2.0/UDP 192.0.2.1:6000;branch=z9hG4bKa;rport  | SIP/2.0/UDP 192.0.2.1:6000;branch=z9hG4bKa;rport=6000;received=192.0.2.1
            SIP/2.0/UDP 10.0.0.9:5060;rport;branch=z9hG4bKa   | SIP/2.0/UDP 10.0.0.9:5060;rport=6000;branch=z9hG4bKa;received=192.0.2.1
            SIP/2.0/UDP 10.0.0.9;rport=9;branch=z9hG4bKa      | SIP/2.0/UDP 10.0.0.9;rport=6000;branch=z9hG4bKa;received=192.0.2.1
            SIP/2.0/UDP 10.0.0.9;received=6.6.6.6;branch=a    | SIP/2.0/UDP 10.0.0.9;received=192.0.2.1;branch=a
            SIP/2.0/UDP 192.0.2.1;received=6.6.6.6;branch=a   | SIP/2.0/UDP 192.0.2.1;branch=a
            SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKa  | SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKa;received=192.0.2.1
            SIP/2.0/UDP 10.0.0.9                              | SIP/2.0/UDP 10.0.0.9;received=192.0.2.1
            SIP / 2.0 / UDP 10.0.0.9 : 5060 ; branch = a      | SIP / 2.0 / UDP 10.0.0.9 : 5060 ; branch = a;received=192.0.2.1
            """)
    @Tag("3261-18.2.1-02")
    @Tag("3581-4-01")
    @Tag("3581-4-03")
    void receivedAndRportAreAddedToTheTopVia(String via, String stamped) {
        SipRequest before = with("Via: " + via);
        SipRequest after = Stamp.received(before, "192.0.2.1", 6000);
        assertThat(after.text()).isEqualTo(before.text().replace(via, stamped));
        assertIndexed(after);
    }

    /** The index of the stamped request is that of the same bytes read anew. */
    private static void assertIndexed(SipRequest stamped) {
        var again = (SipRequest) Given.parsed(stamped.bytes());
        for (int i = 0; i < again.headers().count(); i++) {
            assertThat(stamped.headers().name(i)).isEqualTo(again.headers().name(i));
            assertThat(stamped.headers().value(i)).isEqualTo(again.headers().value(i));
            assertThat(stamped.headers().lineEnd(i)).isEqualTo(again.headers().lineEnd(i));
        }
        assertThat(stamped.body()).isEqualTo(again.body());
        assertThat(stamped.uri()).isEqualTo(again.uri());
        assertThat(stamped.topVia()).isEqualTo(again.topVia());
    }

    @Test
    void requestWithCorrectViaIsTheSameObject() {
        SipRequest request = with("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa");
        assertThat(Stamp.received(request, "192.0.2.1", 6000)).isSameAs(request);
    }

    @Test
    void firstOfJoinedViaValuesIsStamped() {
        SipRequest after = Stamp.received(
                with("Via: SIP/2.0/UDP 10.0.0.9;branch=a;x=\",\" , SIP/2.0/UDP 10.0.0.8;rport;branch=b"),
                "192.0.2.1",
                6000);
        assertThat(after.headers().values(HeaderName.VIA))
                .isEqualTo(List.of(
                        "SIP/2.0/UDP 10.0.0.9;branch=a;x=\",\";received=192.0.2.1",
                        "SIP/2.0/UDP 10.0.0.8;rport;branch=b"));
        assertIndexed(after);
    }

    @Test
    void foldedViaIsStamped() {
        SipRequest after = Stamp.received(
                with("v :\n SIP/2.0\n /UDP\t10.0.0.9\n ;rport\n ;branch=a\n , SIP/2.0/UDP\n 10.0.0.8"),
                "192.0.2.1",
                6000);
        assertThat(after.topVia().parameters().getOr("rport", "")).isEqualTo("6000");
        assertThat(after.topVia().parameters().getOr("received", "")).isEqualTo("192.0.2.1");
        assertThat(after.topVia().branch()).isEqualTo("a");
        assertThat(after.headers().values(HeaderName.VIA)).hasSize(2);
        assertIndexed(after);
    }

    @Test
    void ipv6AddressIsComparedWithoutItsBrackets() {
        SipRequest named = with("Via: SIP/2.0/UDP [2001:DB8::1]:5060;branch=a");
        assertThat(Stamp.received(named, "2001:db8::1", 6000)).isSameAs(named);
        assertThat(Stamp.received(named, "2001:db8::2", 6000).topVia())
                .hasToString("SIP/2.0/UDP [2001:DB8::1]:5060;branch=a;received=2001:db8::2");
    }

    @Test
    void stampedRequestMayBeStampedAgain() {
        SipRequest once = Stamp.received(with("Via: SIP/2.0/UDP 10.0.0.9;rport;branch=a"), "192.0.2.1", 6000);
        assertThat(Stamp.received(once, "192.0.2.1", 6000).text()).isEqualTo(once.text());
    }

    @Test
    void parsedHeadersAreKeptByTheStamp() {
        SipRequest before = with("Via: SIP/2.0/UDP 10.0.0.9;rport;branch=a");
        SipRequest after = Stamp.received(before, "192.0.2.1", 6000);
        assertThat(after.from()).isSameAs(before.from());
        assertThat(after.to()).isSameAs(before.to());
        assertThat(after.cseq()).isSameAs(before.cseq());
        assertThat(after.callId()).isSameAs(before.callId());
        assertThat(after.uri()).isSameAs(before.uri());
    }
}
