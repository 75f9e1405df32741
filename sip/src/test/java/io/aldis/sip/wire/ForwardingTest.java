package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardingTest {
    private static final Uri TARGET = Uri.parse("sip:user2@user2pc.domain.com");
    private static final String VIA = "SIP/2.0/TCP proxy.domain.com;branch=z9hG4bK123dsghds";

    private static String lines(byte[] bytes) {
        return Given.text(bytes).replace("\r\n", "\n");
    }

    /** F1 to F2 of RFC 3428 §10. */
    @Test
    @Tag("3428-10-02")
    @Tag("3261-16.6-04")
    @Tag("3261-16.6-14")
    void forwardedRequestHasOurViaAndOneHopLess() {
        SipRequest f1 = Given.request("""
                MESSAGE sip:user2@domain.com SIP/2.0
                Via: SIP/2.0/TCP user1pc.domain.com;branch=z9hG4bK776sgdkse
                Max-Forwards: 70
                From: sip:user1@domain.com;tag=49583
                To: sip:user2@domain.com
                Call-ID: asd88asd77a@1.2.3.4
                CSeq: 1 MESSAGE
                Content-Type: text/plain
                Content-Length: 18

                Watson, come here.""");
        assertThat(lines(new Forwarding(Stamp.received(f1, "1.2.3.4", 5060), 69).write(TARGET, VIA)))
                .isEqualTo("""
                        MESSAGE sip:user2@user2pc.domain.com SIP/2.0
                        Via: SIP/2.0/TCP proxy.domain.com;branch=z9hG4bK123dsghds
                        Via: SIP/2.0/TCP user1pc.domain.com;branch=z9hG4bK776sgdkse;received=1.2.3.4
                        Max-Forwards: 69
                        From: sip:user1@domain.com;tag=49583
                        To: sip:user2@domain.com
                        Call-ID: asd88asd77a@1.2.3.4
                        CSeq: 1 MESSAGE
                        Content-Type: text/plain
                        Content-Length: 18

                        Watson, come here.""");
    }

    @Test
    @Tag("3261-16.6-04")
    @Tag("3261-16.6-16")
    @Tag("4475-3.4.1-inv2543")
    void missingMaxForwardsAndContentLengthAreAdded() {
        byte[] out = new Forwarding((SipRequest) Given.parsed(Given.file("rfc4475/inv2543")), 70).write(TARGET, VIA);
        assertThat(lines(out))
                .startsWith("INVITE sip:user2@user2pc.domain.com SIP/2.0\nVia: " + VIA
                        + "\nMax-Forwards: 70\nContent-Length: 105\nVia: SIP/2.0/UDP iftgw.example.com\n");
        assertThat(Given.parsed(out).bodyLength()).isEqualTo(105);
    }

    @Test
    void headersInAnyOrderAreForwarded() {
        SipRequest jain = Given.request("""
                MESSAGE sip:user2@domain.com sip/2.0
                Max-Forwards :
                  70
                Route: <sip:proxy.domain.com;lr>
                Call-id: x
                Record-route: <sip:other;lr>
                l: 0
                Cseq: 1 MESSAGE
                f: <sip:user1@domain.com>;tag=1
                route: <sip:next.domain.com;lr>, <sip:last;lr>
                v: SIP/2.0/UDP a, SIP/2.0/UDP b
                t: <sip:user2@domain.com>
                Via: SIP/2.0/UDP c
                """);
        byte[] out = new Forwarding(jain, 69)
                .route(List.of("<sip:next.domain.com;lr>", "<sip:last;lr>"))
                .recordRoute("<sip:proxy.domain.com;lr>")
                .write(TARGET, VIA);
        assertThat(lines(out)).isEqualTo("""
                        MESSAGE sip:user2@user2pc.domain.com SIP/2.0
                        Max-Forwards :
                          69
                        Call-id: x
                        Record-Route: <sip:proxy.domain.com;lr>
                        Record-route: <sip:other;lr>
                        l: 0
                        Cseq: 1 MESSAGE
                        f: <sip:user1@domain.com>;tag=1
                        Via: SIP/2.0/TCP proxy.domain.com;branch=z9hG4bK123dsghds
                        Route: <sip:next.domain.com;lr>
                        Route: <sip:last;lr>
                        v: SIP/2.0/UDP a, SIP/2.0/UDP b
                        t: <sip:user2@domain.com>
                        Via: SIP/2.0/UDP c

                        """);
    }

    @Test
    void forwardingIsWrittenForSeveralTargets() {
        var forwarding = new Forwarding(Given.request(Given.message("Route: <sip:us;lr>")), 69).route(List.of());
        String one = lines(forwarding.write(TARGET, VIA));
        assertThat(one).doesNotContain("Route");
        assertThat(lines(forwarding.write(Uri.parse("sip:third"), VIA)))
                .isEqualTo(one.replace(TARGET.text(), "sip:third"));
    }

    @Test
    @Tag("3261-7.3.1-02")
    void foreignCredentialsAreForwardedAndOursAreRemoved() {
        SipRequest request = Given.request(Given.message(
                "Proxy-Authorization: Digest realm=\"ours\", nonce=\"1\"",
                "Proxy-Authorization: Digest realm=\"theirs\",\n nonce=\"2\"",
                "X: y"));
        int ours = request.headers().first(HeaderName.PROXY_AUTHORIZATION);
        byte[] out = new Forwarding(request, 69).drop(line -> line == ours).write(TARGET, VIA);
        assertThat(lines(out))
                .doesNotContain("ours")
                .contains("\nProxy-Authorization: Digest realm=\"theirs\",\n nonce=\"2\"\nX: y\n");
    }

    @Test
    void requestBuiltHereIsForwardedLikeAParsedOne() {
        SipRequest came = Given.request(Given.message("Content-Length: 0"));
        var made = SipRequest.builder(came.method(), came.uri());
        for (int i = 0; i + 1 < came.headers().count(); i++)
            made.header(came.headers().name(i), came.headers().value(i));
        assertThat(new Forwarding(made.build(), 69).write(TARGET, VIA))
                .isEqualTo(new Forwarding(came, 69).write(TARGET, VIA));
    }

    /** The first column is what comes, the second what goes; a slash is a line end. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Via: SIP/2.0/UDP us/Via: SIP/2.0/UDP b             | Via: SIP/2.0/UDP b
            v: SIP/2.0/UDP us\\ ;branch=x\\Via: SIP/2.0/UDP b  | Via: SIP/2.0/UDP b
            Via: SIP/2.0/UDP us, SIP/2.0/UDP b                 | Via: SIP/2.0/UDP b
            Via:SIP/2.0/UDP us;x=",",SIP/2.0/UDP b,SIP/2.0/UDP c | Via:SIP/2.0/UDP b,SIP/2.0/UDP c
            Via: SIP/2.0/UDP us;x="@",",SIP/2.0/UDP b            | Via: SIP/2.0/UDP b
            Via: SIP/2.0/UDP us ,\\\t SIP/2.0/UDP b            | Via: SIP/2.0/UDP b
            Via: SIP/2.0/UDP us, ,,SIP/2.0/UDP b               | Via: SIP/2.0/UDP b
            Via: SIP/2.0/UDP us,\\Via: SIP/2.0/UDP b           | Via: SIP/2.0/UDP b
            """)
    @Tag("3261-16.7-02")
    void responseIsForwardedWithoutItsTopVia(String came, String goes) {
        String head = "SIP/2.0 200 OK\nX: a\n%s\n"
                + Given.message("Content-Length: 2").replaceFirst("(?s).*?Max", "Max");
        String before =
                head.formatted(came.replace("/Via", "\nVia").replace("\\", "\n").replace('@', '\\')) + "\nHi";
        assertThat(lines(Forwarding.withoutTopVia(Given.response(before)))).isEqualTo(head.formatted(goes) + "\nHi");
    }

    @Test
    void missingContentLengthIsAddedToAForwardedResponse() {
        String text = Given.message().replaceFirst("(?s).*?\nVia.*?\n", "SIP/2.0 404 Not Found\nVia: %s\n");
        assertThat(lines(Forwarding.withoutTopVia(
                        Given.response(text.formatted("SIP/2.0/UDP us,SIP/2.0/UDP b") + "\nbody"))))
                .isEqualTo(text.formatted("SIP/2.0/UDP b").replace("Via", "Content-Length: 4\nVia") + "\nbody");
        assertThat(lines(Forwarding.withoutTopVia(
                        Given.response(text.formatted("SIP/2.0/UDP us\nVia: SIP/2.0/UDP b") + "\nbody"))))
                .isEqualTo(text.formatted("SIP/2.0/UDP b").replace("Via", "Content-Length: 4\nVia") + "\nbody");
    }
}
