package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.HostPort;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Via;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of RFC 5118. Of its §4.10 we take the tolerant side: an address with three colons is read and kept. */
class Ipv6TortureTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ipv6-good                       | parsed
            ipv6-bad                        | 400
            port-ambiguous                  | parsed
            port-unambiguous                | parsed
            via-received-param-with-delim   | parsed
            via-received-param-no-delim     | parsed
            ipv6-in-sdp                     | parsed
            mult-ip-in-header               | parsed
            mult-ip-in-sdp                  | parsed
            ipv4-mapped-ipv6                | parsed
            ipv6-bug-abnf-3-colons          | parsed
            ipv6-correct-abnf-2-colons      | parsed
            """)
    @Tag("5118-4.1-ipv6-good")
    @Tag("5118-4.2-ipv6-bad")
    @Tag("5118-4.3-port-ambiguous")
    @Tag("5118-4.4-port-unambiguous")
    @Tag("5118-4.5-via-received-param-with-delim")
    @Tag("5118-4.5-via-received-param-no-delim")
    @Tag("5118-4.6-ipv6-in-sdp")
    @Tag("5118-4.7-mult-ip-in-header")
    @Tag("5118-4.8-mult-ip-in-sdp")
    @Tag("5118-4.9-ipv4-mapped-ipv6")
    @Tag("5118-4.10-ipv6-bug-abnf-3-colons")
    @Tag("5118-4.10-ipv6-correct-abnf-2-colons")
    @Tag("5954-4.1-01")
    void messageIsReadAsTheRfcSays(String name, String verdict) {
        Reading reading = Given.READER.read(Given.file("rfc5118/" + name));
        String was =
                reading instanceof Reading.Malformed bad && bad.answerable().isPresent()
                        ? String.valueOf(bad.status().code())
                        : reading instanceof Reading.Parsed ? "parsed" : "silence";
        assertThat(was).as("%s", reading).isEqualTo(verdict);
    }

    private static SipUri target(String name) {
        return (SipUri) ((SipRequest) message(name)).uri();
    }

    private static SipMessage message(String name) {
        return Given.parsed(Given.file("rfc5118/" + name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[::]",
                "[::1]",
                "[::ffff:192.0.2.1]",
                "[fe80::1]",
                "[2001:db8:1:2:3:4:5:6]",
                "[2001:db8::192.0.2.1]"
            })
    @Tag("5954-4.1-01")
    void ipv6AddressIsReadAsWritten(String host) {
        assertThat(SipUri.parse("sip:bob@" + host + ":5062;lr").hostPort()).isEqualTo(new HostPort(host, 5062));
        assertThat(Via.parse("SIP/2.0/UDP " + host + ";branch=z9hG4bK1")
                        .sentBy()
                        .host())
                .isEqualTo(host);
    }

    @Test
    void portInsideTheBracketsIsPartOfTheAddress() {
        assertThat(target("port-ambiguous").hostPort())
                .isEqualTo(new HostPort("[2001:db8::10:5070]", HostPort.NO_PORT));
        assertThat(target("port-unambiguous").hostPort()).isEqualTo(new HostPort("[2001:db8::10]", 5070));
    }

    @Test
    void receivedParameterIsReadWithAndWithoutBrackets() {
        assertThat(message("via-received-param-with-delim")
                        .topVia()
                        .parameters()
                        .getOr("received", ""))
                .isEqualTo("[2001:db8::9:255]");
        assertThat(message("via-received-param-no-delim").topVia().parameters().getOr("received", ""))
                .isEqualTo("2001:db8::9:255");
    }

    @Test
    void receivedParameterIsWrittenWithoutBrackets() {
        var came = (SipRequest) message("via-received-param-with-delim");
        assertThat(Stamp.received(came, "2001:db8::9:ff", 5060).topVia())
                .hasToString("SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:ff;branch=z9hG4bKas3-111");
    }

    @Test
    void ipv4AndIpv6AddressesMayStandInOneMessage() {
        assertThat(message("mult-ip-in-header").headers().values(HeaderName.VIA))
                .map(value -> Via.parse(value).sentBy().bareHost())
                .containsExactly("2001:db8::9:1", "192.0.2.1", "2001:db8::9:255");
        assertThat(message("ipv4-mapped-ipv6").topVia().sentBy()).isEqualTo(new HostPort("[::ffff:192.0.2.10]", 19823));
    }
}
