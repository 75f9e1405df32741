package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SIP URIs (RFC 3261 §19.1). */
class SipUriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:alice@atlanta.com",
                "sip:alice:secretword@atlanta.com;transport=tcp",
                "sips:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:+1-212-555-1212:1234@gateway.com;user=phone",
                "sips:1212@gateway.com",
                "sip:alice@192.0.2.4",
                "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
                "sip:alice;day=tuesday@atlanta.com",
                "sip:[2001:db8::10]:5070;transport=udp",
                "SIP:alice@AtLanTa.CoM",
                "sip:34020000001320000001@3402000000",
                "sip:bob@my_host",
                "sip:#31#5551234@gateway.com",
                "tel:+358-555-1234567;postd=pp22",
                "im:bob@example.com",
                "urn:service:sos",
                "nobodyKnowsThisScheme:totallyopaquecontent"
            })
    void uriExamplesOfTheRfcAreWrittenAsRead(String text) {
        assertThat(Uri.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "alice@atlanta.com",
                "sip:",
                "sip:@atlanta.com",
                "sip::secret@atlanta.com",
                "sip:alice@",
                "sip:alice@bob@atlanta.com",
                "sip:alice%4@atlanta.com",
                "sip:alice%zz@atlanta.com",
                "sip:alice%\uff14\uff11@atlanta.com",
                "sip:atlanta.com:",
                "sip:atlanta.com:0",
                "sip:atlanta.com:65536",
                "sip:atlanta.com:5060x",
                "sip:2001:db8::10",
                "sip:[2001:db8::10",
                "sip:[]",
                "sip:[fe80::1%25eth0]",
                "sip:alice@atlanta.com;",
                "sip:alice@atlanta.com;;lr",
                "sip:alice@atlanta.com;lr;lr",
                "sip:alice@atlanta.com;transport=udp;Transport=tcp",
                "sip:alice @atlanta.com",
                "<sip:alice@atlanta.com>",
                "sip:a\"b@atlanta.com",
                "1sip:alice@atlanta.com"
            })
    void malformedUriIsRefused(String text) {
        assertThatThrownBy(() -> Uri.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void uriPartsAreRead() {
        SipUri uri = SipUri.parse("sips:alice:pw@atlanta.com:5061;transport=TCP;lr;x=y?subject=a&to=b");
        assertThat(uri.secure()).isTrue();
        assertThat(uri.scheme()).isEqualTo("sips");
        assertThat(uri.user()).isEqualTo("alice");
        assertThat(uri.hostPort()).isEqualTo(new HostPort("atlanta.com", 5061));
        assertThat(uri.transport()).contains(Transport.TCP);
        assertThat(uri.looseRouter()).isTrue();
        assertThat(uri.parameters().get("X")).contains("y");
        assertThat(uri.headers()).isEqualTo("subject=a&to=b");
    }

    /** The pairs of RFC 3261 §19.1.4. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sip:%61lice@atlanta.com;transport=TCP | sip:alice@AtLanTa.CoM;Transport=tcp
            sip:carol@chicago.com                 | sip:carol@chicago.com;newparam=5
            sip:carol@chicago.com                 | sip:carol@chicago.com;security=on
            sip:carol@chicago.com;newparam=5      | sip:carol@chicago.com;security=on
            sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com | sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com
            sip:alice@atlanta.com?subject=project%20x&priority=urgent | sip:alice@atlanta.com?priority=urgent&subject=project%20x
            sip:a%3bb@atlanta.com                 | sip:a%3Bb@atlanta.com
            sip:b@[2001:db8::1]                   | sip:b@[2001:0db8:0::1]
            sip:b@[2001:DB8::A]:5060              | sip:b@[2001:db8:0:0:0:0:0:a]:5060
            sip:b@[::ffff:192.0.2.1]              | sip:b@[::FFFF:192.0.2.1]
            """)
    @Tag("3261-19.1.4-01")
    @Tag("5954-4.2-01")
    void urisOfTheRfcAreEquivalent(String a, String b) {
        assertThat(SipUri.parse(a).equivalent(SipUri.parse(b))).isTrue();
        assertThat(SipUri.parse(b).equivalent(SipUri.parse(a))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIP:ALICE@AtLanTa.CoM;Transport=udp | sip:alice@AtLanTa.CoM;Transport=UDP
            sip:bob@biloxi.com                  | sip:bob@biloxi.com:5060
            sip:bob@biloxi.com                  | sip:bob@biloxi.com;transport=udp
            sip:bob@biloxi.com                  | sip:bob@biloxi.com:6000;transport=tcp
            sip:carol@chicago.com               | sip:carol@chicago.com?Subject=next%20meeting
            sip:bob@phone21.boxesbybob.com      | sip:bob@192.0.2.4
            sip:carol@chicago.com;security=on   | sip:carol@chicago.com;security=off
            sip:bob@biloxi.com                  | sips:bob@biloxi.com
            sip:bob@biloxi.com                  | sip:bob@biloxi.com;user=phone
            sip:bob@biloxi.com                  | sip:bob@biloxi.com;ttl=1
            sip:bob@biloxi.com                  | sip:bob@biloxi.com;method=INVITE
            sip:bob@biloxi.com                  | sip:bob@biloxi.com;maddr=192.0.2.1
            sip:bob@biloxi.com                  | sip:biloxi.com
            sip:bob:pw@biloxi.com               | sip:bob@biloxi.com
            sip:bob:pw@biloxi.com               | sip:bob%3Apw@biloxi.com
            sip:a%3Bb@biloxi.com                | sip:a;b@biloxi.com
            sip:biloxi.com;p=a%2Fb              | sip:biloxi.com;p=a/b
            sip:bob@biloxi.com?a=1&a=2          | sip:bob@biloxi.com?a=2
            sip:bob@[2001:db8::1]               | sip:bob@[2001:db8::1]:5060
            sip:bob@[2001:db8::1]               | sip:bob@[2001:db8::10]
            """)
    @Tag("3261-19.1.4-01")
    @Tag("5954-4.2-01")
    void urisOfTheRfcAreNotEquivalent(String a, String b) {
        assertThat(SipUri.parse(a).equivalent(SipUri.parse(b))).isFalse();
        assertThat(SipUri.parse(b).equivalent(SipUri.parse(a))).isFalse();
    }

    /** RFC 3261 §19.1.4: "equality is not transitive". */
    @Test
    void unknownParameterIsComparedOnlyWhenBothUrisHaveIt() {
        SipUri none = SipUri.parse("sip:carol@chicago.com");
        assertThat(none.equivalent(SipUri.parse("sip:carol@chicago.com;security=on")))
                .isTrue();
        assertThat(none.equivalent(SipUri.parse("sip:carol@chicago.com;security=off")))
                .isTrue();
    }

    @Test
    @Tag("3261-16.6-03")
    @Tag("3261-19.1.5-02")
    void requestUriHasNeitherMethodNorHeaders() {
        assertThat(SipUri.parse("sip:x:pw@h:5070;a=1;method=MESSAGE;lr?Subject=a")
                        .asRequestUri())
                .hasToString("sip:x:pw@h:5070;a=1;lr");
        SipUri plain = SipUri.parse("sip:x@h;a=1");
        assertThat(plain.asRequestUri()).isSameAs(plain);
    }

    @Test
    void reservedCharactersInTheUserPartAreEscaped() {
        assertThat(SipUri.of("Zoë @home", HostPort.parse("h"))).hasToString("sip:Zo%C3%AB%20%40home@h");
        assertThat(SipUri.of("", HostPort.parse("h:5070"))).hasToString("sip:h:5070");
    }

    @Test
    @Tag("3261-19.1.1-01")
    void otherParametersAreKeptWhenOneChanges() {
        SipUri uri = SipUri.parse("sip:alice@h;foo=bar;transport=udp?a=b");
        assertThat(uri.withParameters(uri.parameters().without("transport"))).hasToString("sip:alice@h;foo=bar?a=b");
    }

    @Test
    void invalidOtherUriIsRefused() {
        assertThatThrownBy(() -> new OtherUri("im", "im:bob@example.com SIP/2.0\r\nEvil: 1"))
                .isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> new OtherUri("im", "tel:+1")).isInstanceOf(SyntaxException.class);
        assertThat(((OtherUri) Uri.parse("TEL:+1")).rest()).isEqualTo("+1");
        assertThat(Uri.parse("TEL:+1").scheme()).isEqualTo("tel");
    }
}
