package io.aldis.agent.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Content;
import io.aldis.im.MediaRange;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ContentReaderTest {
    private static final ContentReader LENIENT = new ContentReader(AcceptedContent.EVERYTHING);
    private static final ContentReader TEXT_ONLY = reader(List.of("text/plain"));

    private static ContentReader reader(List<String> types, String... languages) {
        return new ContentReader(
                new AcceptedContent(types.stream().map(MediaRange::new).toList(), List.of(languages)));
    }

    /** @param headers whole lines after the Content-Type */
    private static SipRequest message(String type, byte[] body, String... headers) {
        var request = SipRequest.builder(Method.MESSAGE, Uri.parse("sip:b@c"));
        if (!type.isEmpty()) request.header(HeaderName.CONTENT_TYPE, type);
        for (String line : headers) {
            int colon = line.indexOf(": ");
            request.header(HeaderName.of(line.substring(0, colon)), line.substring(colon + 2));
        }
        return request.body(body).build();
    }

    private static Content read(ContentReader reader, SipRequest message) {
        return switch (reader.read(message)) {
            case ContentReader.Read.Taken(Content content) -> content;
            case ContentReader.Read.Refused(ResponseSpec why) -> throw new AssertionError("refused: " + why);
        };
    }

    private static Content read(String type, int... octets) {
        byte[] body = new byte[octets.length];
        for (int i = 0; i < body.length; i++) body[i] = (byte) octets[i];
        return read(LENIENT, message(type, body));
    }

    private static Content read(String type, String body) {
        return read(TEXT_ONLY, message(type, octets(body)));
    }

    private static byte[] octets(String body) {
        return body.replace("\n", "\r\n").getBytes(UTF_8);
    }

    private static String refusal(ContentReader reader, SipRequest message) {
        if (!(reader.read(message) instanceof ContentReader.Read.Refused(ResponseSpec why)))
            throw new AssertionError("Expected a refusal");
        return Stream.concat(
                        Stream.of(why.status().toString()),
                        why.lines().stream().map(line -> line.name() + ": " + line.value()))
                .reduce((a, b) -> a + "; " + b)
                .orElseThrow();
    }

    // ---- text and bytes

    @Test
    @Tag("3261-7.4.1-02")
    @Tag("3428-7-12")
    void textWithoutCharsetIsUtf8() {
        assertThat(read("Text/Plain", 0xC3, 0xBC)).isEqualTo(new Content.Text("ü"));
        assertThat(read("text/plain ;charset=ISO-8859-1", 0xE9)).isEqualTo(new Content.Text("é"));
        assertThat(read("text/plain;", 'a')).isEqualTo(new Content.Text("a"));
    }

    @Test
    void undecodableTextIsReadAsBytes() {
        assertThat(read("text/plain", 0xFC)).isInstanceOf(Content.Bytes.class);
        assertThat(read("text/plain;charset=klingon", 'a')).isInstanceOf(Content.Bytes.class);
        assertThat(read("text/plain;charset=\"a b\"", 'a')).isInstanceOf(Content.Bytes.class);
        assertThat(read("text/html", 'a')).isEqualTo(new Content.Bytes("text/html", new byte[] {'a'}));
    }

    @Test
    void bytesContentIsImmutable() {
        byte[] mine = {1};
        var content = new Content.Bytes("a/b", mine);
        mine[0] = 2;
        content.bytes()[0] = 3;
        assertThat(content.bytes()).containsExactly(1);
        assertThat(content).hasToString("1 octets of a/b").hasSameHashCodeAs(new Content.Bytes("a/b", new byte[] {1}));
        assertThat(content.asText()).isEmpty();
    }

    @Test
    @Tag("3428-9-03")
    void missingBodyIsEmptyText() {
        assertThat(read("")).isEqualTo(new Content.Text(""));
    }

    @Test
    @Tag("3428-9-32")
    @Tag("3261-20.15-01")
    void missingOrMalformedContentTypeGets400() {
        assertThat(refusal(LENIENT, message("", octets("a"))))
                .isEqualTo("400 Content-Type: expected type/subtype but was ''");
        assertThat(refusal(LENIENT, message("nonsense", octets("a"))))
                .isEqualTo("400 Content-Type: expected type/subtype but was 'nonsense'");
        assertThat(refusal(LENIENT, message("text/plain", octets("a"), "Content-Disposition: a b")))
                .startsWith("400 Content-Disposition: expected ");
    }

    // ---- what is not taken

    @Test
    @Tag("3261-8.2.3-01")
    @Tag("3261-8.2.3-02")
    @Tag("3428-7-13")
    void unacceptedTypeGets415WithTheAcceptedTypes() {
        for (String type : List.of("application/x-unknown", "message/cpim", "text/html;charset=utf-8"))
            assertThat(refusal(TEXT_ONLY, message(type, octets("a"))))
                    .isEqualTo(
                            "415 Unsupported Media Type; Accept: text/plain, multipart/mixed, multipart/alternative");
        var images = reader(List.of("Image/*"));
        assertThat(read(images, message("image/png;x=y", octets("a"))).type()).isEqualTo("image/png;x=y");
        assertThat(read(images, message("text/plain", octets("a")))).isEqualTo(new Content.Text("a"));
    }

    @Test
    @Tag("3428-9-12")
    void unacceptedLanguageGets415WithTheAcceptedLanguages() {
        var english = reader(List.of("*/*"), "en", "fr");
        assertThat(refusal(english, message("text/plain", octets("a"), "Content-Language: zz, english")))
                .isEqualTo("415 Unsupported Media Type; Accept-Language: en, fr");
        for (String language : List.of("EN", "en-GB", "de, fr"))
            assertThat(read(english, message("text/plain", octets("a"), "Content-Language: " + language)))
                    .isEqualTo(new Content.Text("a"));
        assertThat(read(english, message("text/plain", octets("a")))).isEqualTo(new Content.Text("a"));
    }

    @Test
    @Tag("3261-8.2.3-03")
    @Tag("3428-9-09")
    void unknownCodingGets415WithTheKnownCodings() {
        assertThat(refusal(TEXT_ONLY, message("text/plain", octets("a"), "Content-Encoding: x-foo")))
                .isEqualTo("415 Unsupported Media Type; Accept-Encoding: gzip, deflate");
    }

    @Test
    @Tag("5621-8.4-01")
    void unsupportedDispositionIsRefusedUnlessOptional() {
        assertThat(refusal(TEXT_ONLY, message("text/plain", octets("a"), "Content-Disposition: session")))
                .startsWith("415 ");
        assertThat(read(
                        TEXT_ONLY,
                        message("text/plain", octets("a"), "Content-Disposition: session;handling=optional")))
                .isInstanceOf(Content.Bytes.class);
        for (String good : List.of("render", "Attachment;filename=x", "notification"))
            assertThat(read(TEXT_ONLY, message("text/plain", octets("a"), "Content-Disposition: " + good)))
                    .isEqualTo(new Content.Text("a"));
    }

    @Test
    @Tag("3428-11.3-06")
    @Tag("8591-7.3-01")
    void unacceptedTypeGets415EvenWhenOptional() {
        String optional = "Content-Disposition: render;handling=optional";
        assertThat(refusal(TEXT_ONLY, message("application/x-unknown", octets("a"), optional)))
                .startsWith("415 Unsupported Media Type; Accept: text/plain");
    }

    // ---- codings

    private static byte[] deflated(byte[] plain, boolean raw) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, raw))) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] gzipped(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    @Tag("3261-20.12-01")
    @Tag("3428-9-29")
    void encodedBodyIsDecoded() throws IOException {
        byte[] plain = octets("Hello, hello");
        for (boolean raw : List.of(true, false))
            assertThat(read(TEXT_ONLY, message("text/plain", deflated(plain, raw), "Content-Encoding: deflate")))
                    .isEqualTo(new Content.Text("Hello, hello"));
        byte[] twice = gzipped(deflated(plain, false));
        assertThat(read(TEXT_ONLY, message("text/plain", twice, "Content-Encoding: deflate, gzip")))
                .isEqualTo(new Content.Text("Hello, hello"));
    }

    @Test
    void decompressionBombGets413AndBrokenCodingGets400() throws IOException {
        byte[] bomb = gzipped(new byte[3 << 20]);
        assertThat(refusal(TEXT_ONLY, message("text/plain", bomb, "Content-Encoding: gzip")))
                .isEqualTo("413 Request Entity Too Large");
        assertThat(refusal(TEXT_ONLY, message("text/plain", octets("plain"), "Content-Encoding: gzip")))
                .startsWith("400 Content-Encoding: expected octets of gzip but was ");
    }

    // ---- several parts

    private static final String MIXED = "multipart/mixed;boundary=b";
    private static final String ALTERNATIVE = "multipart/alternative;boundary=\"b\"";

    private static String parts(String... parts) {
        return Stream.of(parts).map(part -> "--b\n" + part + '\n').reduce("", String::concat) + "--b--\n";
    }

    @Test
    @Tag("5621-4.2-01")
    @Tag("5621-8.2-01")
    void oneSupportedAlternativeIsEnough() {
        var body = parts(
                "Content-Type: text/plain\n\nplain",
                "Content-Type: text/html\n\n<b>",
                "Content-Type: text/plain\n\nbest");
        var content = (Content.Multipart) read(ALTERNATIVE, body);
        assertThat(content.isAlternative()).isTrue();
        assertThat(content.asText()).contains("best");
        assertThat(content.pieces()).hasSize(3);
        assertThat(content.pieces().get(1).content()).isEqualTo(new Content.Bytes("text/html", octets("<b>")));
        assertThat(content.bytes()).isEqualTo(octets(body));
        assertThat(refusal(TEXT_ONLY, message(ALTERNATIVE, octets(parts("Content-Type: text/html\n\n<b>")))))
                .startsWith("415 ")
                .contains("Accept: text/plain");
    }

    @Test
    @Tag("3261-8.2.3-01")
    @Tag("3261-8.2.3-05")
    @Tag("5621-8.2-01")
    @Tag("5621-8.4-01")
    void everyMixedPartMustBeSupportedUnlessOptional() {
        String optional = "Content-Type: application/x-foo\nContent-Disposition: render;handling=optional\n\nfoo";
        var content = (Content.Multipart) read(MIXED, parts(optional, "\nHello"));
        assertThat(content).hasToString("Hello");
        assertThat(content.pieces().getFirst().disposition().optional()).isTrue();
        for (String needed : List.of(
                "Content-Type: application/x-foo\n\nfoo",
                "Content-Type: text/plain\nContent-Disposition: session\n\nfoo",
                "Content-Type: application/x-foo\nContent-Disposition: render;handling=required\n\nfoo"))
            assertThat(refusal(TEXT_ONLY, message(MIXED, octets(parts("\nHello", needed)))))
                    .startsWith("415 ");
    }

    @Test
    void attachmentIsNotTheText() {
        String attached = "Content-Disposition: attachment\n\nattached";
        assertThat(read(MIXED, parts(attached, "\nHello")).asText()).contains("Hello");
        assertThat(read(MIXED, parts(attached))).hasToString("1 parts of multipart/mixed");
    }

    @Test
    @Tag("5621-4.2-01")
    void multipartNestingIsLimited() {
        var nested = Content.mixed(
                Content.alternative(new Content.Text("Hello"), new Content.Bytes("text/html", octets("<b>"))),
                new Content.Bytes("image/png", new byte[] {1}));
        var read = (Content.Multipart) read(LENIENT, message(nested.type(), nested.bytes()));
        assertThat(read.asText()).contains("Hello");
        assertThat(read.pieces()).hasSize(2);
        Content deep = new Content.Text("deep");
        for (int i = 0; i < 7; i++) deep = Content.mixed(deep);
        assertThat(read(LENIENT, message(deep.type(), deep.bytes())).asText()).contains("deep");
        deep = Content.mixed(deep);
        assertThat(refusal(LENIENT, message(deep.type(), deep.bytes())))
                .startsWith("400 multipart: expected at most 8 in each other");
    }

    @Test
    void malformedMultipartIsRefused() {
        assertThat(refusal(TEXT_ONLY, message("multipart/mixed", octets("x")))).startsWith("400 boundary of ");
        assertThat(refusal(TEXT_ONLY, message(MIXED, octets("x")))).startsWith("400 multipart: expected ");
    }

    @Test
    @Tag("5621-3.2-01")
    @Tag("5621-4.3-01")
    void multipartIsWrittenAsBinaryWithoutNesting() {
        byte[] binary = {0, (byte) 0xFF};
        var mixed = Content.mixed(new Content.Text("Hi"), new Content.Bytes("image/png", binary));
        assertThat(new String(mixed.bytes(), ISO_8859_1))
                .contains("Content-Type: image/png\r\n\r\n\0\u00ff\r\n--")
                .doesNotContainIgnoringCase("base64");
        assertThat(mixed.pieces()).allMatch(piece -> !(piece.content() instanceof Content.Multipart));
        assertThat(new Content.Text("Hi").type()).isEqualTo("text/plain;charset=UTF-8");
    }

    // ---- message/cpim

    private static final String CPIM = """
        From: "Alice" <im:alice@example.com>
        Subject: Lunch

        Content-Type: %s

        Hello\
        """;

    @Test
    @Tag("3428-7-13")
    @Tag("3428-1-15")
    @Tag("3862-2.1-01")
    void cpimIsUnwrapped() {
        var any = reader(List.of("message/cpim"));
        for (String type : List.of("message/cpim", "Message/CPIM")) {
            byte[] body = octets(CPIM.formatted("text/plain"));
            var content = (Content.Cpim) read(any, message(type, body));
            assertThat(content.asText()).contains("Hello");
            assertThat(content.message().from().orElseThrow().uri().text()).isEqualTo("im:alice@example.com");
            assertThat(content.inner()).isEqualTo(new Content.Text("Hello"));
            assertThat(content.bytes()).isEqualTo(body);
        }
    }

    @Test
    @Tag("3862-3.5-01")
    @Tag("3862-2.4-01")
    void cpimWithAnUnknownRequireGets488AndAMalformedOneGets400() {
        var any = reader(List.of("message/cpim"));
        assertThat(refusal(any, message("message/cpim", octets("Require: a.b\n" + CPIM.formatted("text/plain")))))
                .isEqualTo("488 Not Acceptable Here");
        assertThat(refusal(any, message("message/cpim", octets(CPIM.formatted("application/x-foo")))))
                .startsWith("415 ");
        assertThat(refusal(any, message("message/cpim", octets("From: <im:a@b>\n\n\nHello"))))
                .startsWith("400 content of message/cpim: expected a Content-Type");
    }
}
