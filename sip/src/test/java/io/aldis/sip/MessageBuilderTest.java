package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBuilderTest {
    private static MessageBuilder<SipRequest> message() {
        return SipRequest.builder(Method.MESSAGE, Uri.parse("sip:user2@domain.com"))
                .header(HeaderName.VIA, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa")
                .header(HeaderName.VIA, "SIP/2.0/TCP 192.0.2.2;branch=z9hG4bKb")
                .header(HeaderName.FROM, "<sip:user1@domain.com>;tag=1")
                .header(HeaderName.TO, "<sip:user2@domain.com>")
                .header(HeaderName.CALL_ID, "x@y")
                .header(HeaderName.CSEQ, "1 MESSAGE");
    }

    @Test
    @Tag("3261-7-01")
    @Tag("3261-7.1-01")
    @Tag("3261-20.14-01")
    void requestIsWrittenWithCrlfLines() {
        assertThat(message().header(HeaderName.of("X-a"), "").build().text()).isEqualTo("""
                        MESSAGE sip:user2@domain.com SIP/2.0
                        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa
                        Via: SIP/2.0/TCP 192.0.2.2;branch=z9hG4bKb
                        From: <sip:user1@domain.com>;tag=1
                        To: <sip:user2@domain.com>
                        Call-ID: x@y
                        CSeq: 1 MESSAGE
                        X-a:\s
                        Content-Length: 0

                        """.replace("\n", "\r\n"));
    }

    @Test
    void contentLengthCountsOctets() {
        SipRequest request =
                message().body("王☎".getBytes(StandardCharsets.UTF_8)).build();
        assertThat(request.headers().get(HeaderName.CONTENT_LENGTH)).contains("6");
        assertThat(request.body()).asString(StandardCharsets.UTF_8).isEqualTo("王☎");
        assertThat(request.bodyLength()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nEvil: 1", "a\rb", "a\nb", "a\0b", "\r\n x"})
    void headerValueWithLineEndIsRefused(String value) {
        assertThatThrownBy(() -> message().header(HeaderName.SUBJECT, value)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void responseRepeatsTheRequestHeadersByteForByte() {
        SipRequest request =
                message().header(HeaderName.RECORD_ROUTE, "<sip:p;lr>").build();
        assertThat(request.answer(Status.of(200), "8321234356").build().text()).isEqualTo("""
                        SIP/2.0 200 OK
                        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa
                        Via: SIP/2.0/TCP 192.0.2.2;branch=z9hG4bKb
                        From: <sip:user1@domain.com>;tag=1
                        To: <sip:user2@domain.com>;tag=8321234356
                        Call-ID: x@y
                        CSeq: 1 MESSAGE
                        Content-Length: 0

                        """.replace("\n", "\r\n"));
    }

    private static String answeredTo(String to) {
        return SipRequest.builder(Method.MESSAGE, Uri.parse("sip:a@b"))
                .header(HeaderName.TO, to)
                .build()
                .answer(Status.of(404), "new")
                .build()
                .headers()
                .get(HeaderName.TO)
                .orElseThrow();
    }

    @Test
    void tagIsAddedOnlyWhenMissing() {
        assertThat(answeredTo("sip:a@b")).isEqualTo("sip:a@b;tag=new");
        assertThat(answeredTo("<sip:a@b;tag=uri>")).isEqualTo("<sip:a@b;tag=uri>;tag=new");
        assertThat(answeredTo("\";tag=\" <sip:a@b>")).isEqualTo("\";tag=\" <sip:a@b>;tag=new");
        assertThat(answeredTo("<sip:a@b>;Tag=old")).isEqualTo("<sip:a@b>;Tag=old");
        assertThat(answeredTo("\"what is this")).isEqualTo("\"what is this");
    }

    @Test
    void response100HasNoToTagAndRepeatsTheTimestamp() {
        SipRequest request = message().header(HeaderName.TIMESTAMP, "54").build();
        SipResponse trying = request.answer(Status.of(100), "tag").build();
        assertThat(trying.to().tag()).isEmpty();
        assertThat(trying.headers().get(HeaderName.TIMESTAMP)).contains("54");
        assertThat(request.answer(Status.of(200), "tag").build().headers().get(HeaderName.TIMESTAMP))
                .isEmpty();
    }

    @Test
    void recordRouteIsInDialogFormingResponsesOnly() {
        SipRequest invite = SipRequest.builder(Method.INVITE, Uri.parse("sip:a@b"))
                .header(HeaderName.RECORD_ROUTE, "<sip:p1;lr>")
                .header(HeaderName.RECORD_ROUTE, "<sip:p2;lr>")
                .build();
        assertThat(invite.answer(Status.of(180), "t").build().headers().lines(HeaderName.RECORD_ROUTE))
                .containsExactly("<sip:p1;lr>", "<sip:p2;lr>");
        assertThat(invite.answer(Status.of(486), "t").build().headers().count(HeaderName.RECORD_ROUTE))
                .isZero();
    }
}
