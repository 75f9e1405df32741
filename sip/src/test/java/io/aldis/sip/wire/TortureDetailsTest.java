package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.Via;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Details of the messages of RFC 4475. */
class TortureDetailsTest {
    private static SipMessage message(String name) {
        return Given.parsed(Given.file("rfc4475/" + name));
    }

    private static SipRequest request(String name) {
        return (SipRequest) message(name);
    }

    @Test
    @Tag("4475-3.1.1.1-wsinv")
    @Tag("3261-7.3.1-01")
    @Tag("3261-7.3.1-04")
    void foldsBlanksAndUnusualCaseAreIgnored() {
        SipRequest wsinv = request("wsinv");
        assertThat(wsinv.to().uri()).hasToString("sip:vivekg@chair-dnrc.example.com");
        assertThat(wsinv.to().tag()).isEqualTo("1918181833n");
        assertThat(wsinv.from().display()).isEqualTo("J Rosenberg \\\"");
        assertThat(wsinv.from().tag()).isEqualTo("98asjd8");
        assertThat(wsinv.cseq()).hasToString("9 INVITE");
        assertThat(wsinv.headers().get(HeaderName.MAX_FORWARDS)).contains("0068");
        assertThat(wsinv.headers().get(HeaderName.SUBJECT)).contains("");
        assertThat(wsinv.headers().get(HeaderName.of("newfangledheader")))
                .contains("newfangled value continued newfangled value");
        assertThat(wsinv.headers().get(HeaderName.of("UnknownHeaderWithUnusualValue")))
                .contains(";;,,;;,;");
        assertThat(wsinv.headers().values(HeaderName.VIA))
                .map(value -> Via.parse(value).toString().replaceAll("\\s*([;=])\\s*", "$1"))
                .containsExactly(
                        "SIP/2.0/UDP 192.0.2.2;branch=390skdjuw",
                        "SIP/2.0/TCP spindle.example.com;branch=z9hG4bK9ikj8",
                        "SIP/2.0/UDP 192.168.255.111;branch=z9hG4bK30239");
        NameAddr contact = NameAddr.parse(
                "Contact", wsinv.headers().get(HeaderName.CONTACT).orElseThrow());
        assertThat(contact.display()).isEqualTo("Quoted string \"\"");
        assertThat(contact.parameters().getOr("newparam", "")).isEqualTo("newvalue");
        assertThat(contact.parameters().has("secondparam")).isTrue();
        assertThat(contact.parameters().getOr("q", "")).isEqualTo("0.33");
    }

    @Test
    @Tag("4475-3.1.1.2-intmeth")
    void unusualCharactersAreAccepted() {
        SipRequest intmeth = request("intmeth");
        assertThat(intmeth.method().name()).isEqualTo("!interesting-Method0123456789_*+`.%indeed'~");
        assertThat(((SipUri) intmeth.uri()).user()).isEqualTo("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
        assertThat(((SipUri) intmeth.uri()).host()).isEqualTo("example.com");
        assertThat(intmeth.to().display()).isEqualTo("BEL:\u0007 NUL:\0 DEL:\u007f");
        assertThat(intmeth.from().display()).isEqualTo("token1~` token2'+_ token3*%!.-");
        assertThat(intmeth.from().parameters().getOr("fromParam''~+*_!.-%", "")).isEqualTo("\"работающий\"");
        assertThat(intmeth.from().tag()).isEqualTo("_token~1'+`*%!-.");
        assertThat(intmeth.callId()).isEqualTo("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
        assertThat(intmeth.headers().get(HeaderName.of("extensionHeader-!.%*+_`'~")))
                .contains("\ufeff大停電");
    }

    @Test
    @Tag("4475-3.1.1.3-esc01")
    @Tag("3261-19.1.2-01")
    void escapesAreDecodedOnceAndInUrisOnly() {
        SipRequest esc01 = request("esc01");
        assertThat(((SipUri) esc01.uri()).user()).isEqualTo("sips%3Auser%40example.com");
        assertThat(Aor.of((SipUri) esc01.to().uri())).hasToString("sip:user@example.com");
        var contact = (SipUri) NameAddr.parse(
                        "Contact", esc01.headers().get(HeaderName.CONTACT).orElseThrow())
                .uri();
        assertThat(contact.equivalent(SipUri.parse("sip:caller@host5.example.net;lr;name=value%2541")))
                .isTrue();
        assertThat(contact.equivalent(SipUri.parse("sip:caller@host5.example.net;lr;name=valueA")))
                .isFalse();
    }

    @Test
    @Tag("4475-3.1.1.4-escnull")
    void escapedNulDoesNotEndAUri() {
        SipRequest escnull = request("escnull");
        assertThat(Aor.of((SipUri) escnull.to().uri())).hasToString("sip:null-%00-null@example.com");
        var contacts = escnull.headers().values(HeaderName.CONTACT).stream()
                .map(value -> (SipUri) NameAddr.parse("Contact", value).uri())
                .toList();
        assertThat(contacts).hasSize(2);
        assertThat(contacts.getFirst().equivalent(contacts.getLast())).isFalse();
    }

    @Test
    @Tag("4475-3.1.1.5-esc02")
    void percentOutsideOfAUriIsNotAnEscape() {
        SipRequest esc02 = request("esc02");
        assertThat(esc02.method()).isNotEqualTo(Method.REGISTER);
        assertThat(esc02.to().display()).isEqualTo("%Z%45");
        assertThat(esc02.headers().count(HeaderName.CONTACT)).isEqualTo(2);
    }

    @Test
    @Tag("4475-3.1.1.6-lwsdisp")
    void displayNameMayTouchTheBracket() {
        assertThat(request("lwsdisp").from().display()).isEqualTo("caller");
    }

    @Test
    @Tag("4475-3.1.1.7-longreq")
    void longValuesAreReadWhole() {
        SipRequest longreq = request("longreq");
        assertThat(longreq.headers().count(HeaderName.VIA)).isEqualTo(34);
        assertThat(longreq.callId())
                .hasSize("longreq.onelongcallid".length() + 20 * 6)
                .endsWith("longcallid");
        assertThat(longreq.from().tag()).hasSize(2 + 50 * 3 + 3);
    }

    @Test
    @Tag("4475-3.1.1.8-dblreq")
    @Tag("3261-18.3-01")
    void octetsAfterTheBodyAreIgnored() {
        SipRequest dblreq = request("dblreq");
        assertThat(dblreq.bodyLength()).isZero();
        assertThat(dblreq.text()).endsWith("Content-Length: 0\r\n\r\n");
    }

    @Test
    @Tag("4475-3.1.1.9-semiuri")
    void semicolonInTheUserPartStartsNoParameter() {
        var uri = (SipUri) request("semiuri").uri();
        assertThat(uri.user()).isEqualTo("user;par=u%40example.net");
        assertThat(uri.parameters().isEmpty()).isTrue();
        assertThat(uri.host()).isEqualTo("example.com");
    }

    @Test
    @Tag("4475-3.1.1.11-mpart01")
    @Tag("3261-7.4.1-03")
    void binaryBodyIsReadAsBytes() {
        SipRequest mpart01 = request("mpart01");
        assertThat(mpart01.bodyLength()).isEqualTo(553);
        assertThat(mpart01.body()).contains(0).endsWith(Given.octets("--7a9cbec02ceef655--\r\n"));
    }

    @Test
    @Tag("4475-3.1.1.12-unreason")
    @Tag("4475-3.1.1.13-noreason")
    void reasonPhraseMayBeAnythingOrEmpty() {
        assertThat(((SipResponse) message("unreason")).status().reason())
                .isEqualTo("= 2**3 * 5**2 но сто девяносто девять - простое");
        assertThat(((SipResponse) message("noreason")).status().reason()).isEmpty();
    }

    @Test
    @Tag("4475-3.2.1-badbranch")
    void cookieAloneIsNoRfc3261Branch() {
        assertThat(request("badbranch").topVia().hasCookie()).isFalse();
    }

    @Test
    @Tag("4475-3.3.12-cparam01")
    @Tag("4475-3.3.13-cparam02")
    @Tag("3261-20-02")
    void parametersOfABareAddressBelongToTheHeader() {
        NameAddr bare = contact("cparam01");
        assertThat(bare.parameters().has("unknownparam")).isTrue();
        assertThat(bare.uri()).hasToString("sip:+19725552222@gw1.example.net");
        NameAddr bracketed = contact("cparam02");
        assertThat(bracketed.parameters().isEmpty()).isTrue();
        assertThat(bracketed.uri()).hasToString("sip:+19725552222@gw1.example.net;unknownparam");
    }

    private static NameAddr contact(String name) {
        return NameAddr.parse(
                "Contact", message(name).headers().get(HeaderName.CONTACT).orElseThrow());
    }

    @Test
    @Tag("4475-3.3.14-regescrt")
    void headersOfAContactUriAreNotInTheRequestUri() {
        var uri = (SipUri) contact("regescrt").uri();
        assertThat(uri.headers()).isEqualTo("Route=%3Csip:sip.example.com%3E");
        assertThat(uri.asRequestUri()).hasToString("sip:user@example.com");
    }

    @Test
    @Tag("4475-3.1.2.1-badinv01")
    void responseToABrokenViaHasItsReadablePart() {
        SipRequest answerable =
                Given.malformed(Given.file("rfc4475/badinv01")).answerable().orElseThrow();
        assertThat(answerable.topVia()).hasToString("SIP/2.0/UDP 192.0.2.15");
    }
}
