package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import org.junit.jupiter.api.Test;

class ContentTest {
    private static Content read(String type, int... octets) {
        byte[] body = new byte[octets.length];
        for (int i = 0; i < body.length; i++) body[i] = (byte) octets[i];
        var request = SipRequest.builder(Method.MESSAGE, Uri.parse("sip:b@c"));
        if (!type.isEmpty()) request.header(HeaderName.CONTENT_TYPE, type);
        return ContentReader.read(request.body(body).build());
    }

    @Test
    void textWithoutCharsetIsUtf8() {
        assertThat(read("Text/Plain", 0xC3, 0xBC)).isEqualTo(new Content.Text("ü"));
        assertThat(read("text/plain ;charset=ISO-8859-1", 0xFC)).isEqualTo(new Content.Text("ü"));
    }

    @Test
    void whatCannotBeReadAsTextStaysBytes() {
        assertThat(read("text/plain", 0xFC)).isInstanceOf(Content.Bytes.class);
        assertThat(read("text/plain;charset=klingon", 'a')).isInstanceOf(Content.Bytes.class);
        assertThat(read("text/plain;charset=\"a b\"", 'a')).isInstanceOf(Content.Bytes.class);
        assertThat(read("text/plain;;", 'a')).isInstanceOf(Content.Bytes.class);
        assertThat(read("text/html", 'a')).isEqualTo(new Content.Bytes("text/html", new byte[] {'a'}));
    }

    @Test
    void anEncodedBodyIsNoTextYet() {
        var request = SipRequest.builder(Method.MESSAGE, Uri.parse("sip:b@c"))
                .header(HeaderName.CONTENT_TYPE, "text/plain")
                .header(HeaderName.CONTENT_ENCODING, "deflate")
                .body(new byte[] {'x'})
                .build();
        assertThat(ContentReader.read(request)).isEqualTo(new Content.Bytes("text/plain", new byte[] {'x'}));
    }

    @Test
    void withoutTypeOrWithABrokenOneItIsJustOctets() {
        assertThat(read("", 'a').type()).isEqualTo("application/octet-stream");
        assertThat(read("nonsense", 'a').type()).isEqualTo("application/octet-stream");
    }

    @Test
    void bytesBelongToNobodyElse() {
        byte[] mine = {1};
        var content = new Content.Bytes("a/b", mine);
        mine[0] = 2;
        content.bytes()[0] = 3;
        assertThat(content.bytes()).containsExactly(1);
        assertThat(content).hasToString("1 octets of a/b").hasSameHashCodeAs(new Content.Bytes("a/b", new byte[] {1}));
    }
}
