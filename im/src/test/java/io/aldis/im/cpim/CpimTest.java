package io.aldis.im.cpim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpimTest {
    /** RFC 3862 §5.1. */
    private static final String EXAMPLE = """
            From: MR SANDERS <im:piglet@100akerwood.com>
            To: Depressed Donkey <im:eeyore@100akerwood.com>
            DateTime: 2000-12-13T13:40:00-08:00
            Subject: the weather will be fine today
            Subject:;lang=fr beau temps prevu pour aujourd'hui
            NS: MyFeatures <mid:MessageFeatures@id.foo.com>
            Require: MyFeatures.VitalMessageOption
            MyFeatures.VitalMessageOption: Confirmation-requested
            MyFeatures.WackyMessageOption: Use-silly-font

            Content-type: text/xml; charset=utf-8
            Content-ID: <1234567890@foo.com>

            <body>
            Here is the text of my message.
            </body>
            """;

    private static final String TEXT = "\nContent-Type: text/plain\n\nHello";

    private static Cpim parse(String text) {
        return Cpim.parse(octets(text));
    }

    private static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Part hello() {
        return Part.of(MediaType.parse("text/plain"), octets("Hello"));
    }

    private static CpimAddress address(String name, String uri) {
        return new CpimAddress(name, Uri.parse(uri));
    }

    // ---- reading

    @ParameterizedTest
    @ValueSource(strings = {"fr;x=1", "", "fr ca", "fr-", "-fr", "de_CH", "123456789", "é", "fr\r\nTo: x"})
    void subjectWithAnInvalidLanguageTagIsRefused(String language) {
        assertThatThrownBy(() -> Cpim.builder().subject(language, "oui"))
                .isInstanceOf(SyntaxException.class)
                .hasMessageContaining("language");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "de-CH", "zh-Hant-TW", "i-klingon", "de-1996", "x-1"})
    void subjectWithAValidLanguageTagIsAccepted(String language) {
        assertThat(Cpim.builder().subject(language, "oui")).isNotNull();
    }

    @Test
    @Tag("3862-2-01")
    @Tag("3862-4.1-01")
    @Tag("3862-6-01")
    void exampleOfTheRfcIsRead() {
        var cpim = parse(EXAMPLE);
        assertThat(cpim.from()).contains(address("MR SANDERS", "im:piglet@100akerwood.com"));
        assertThat(cpim.to()).containsExactly(address("Depressed Donkey", "im:eeyore@100akerwood.com"));
        assertThat(cpim.cc()).isEmpty();
        assertThat(cpim.dateTime()).contains(OffsetDateTime.parse("2000-12-13T13:40-08:00"));
        assertThat(cpim.subject()).contains("the weather will be fine today");
        assertThat(cpim.content().type().name()).isEqualTo("text/xml");
        assertThat(cpim.content().header("content-id")).contains("<1234567890@foo.com>");
        assertThat(cpim.content().body()).isEqualTo(octets("<body>\nHere is the text of my message.\n</body>\n"));
    }

    @Test
    @Tag("3862-2.2-01")
    @Tag("3862-2.2-09")
    void parsedCpimIsWrittenByteForByte() {
        byte[] odd = octets("""
                To: "熊  Pooh"   <im:pooh@example.com>
                X-Unknown: a  b\\q\\t"  'c
                From: <im:piglet@example.com>

                content-TYPE:text/plain

                \0\1ü""");
        assertThat(Cpim.parse(odd).bytes()).isEqualTo(odd);
    }

    @Test
    @Tag("3862-4.1-01")
    void addressNameMayBeQuotedBareOrMissing() {
        assertThat(parse("From: \"A \\\"B\\\" <C>\" <im:a@b>\n" + TEXT).from())
                .contains(address("A \"B\" <C>", "im:a@b"));
        assertThat(parse("From: Winnie the Pooh <im:a@b>\n" + TEXT).from())
                .contains(address("Winnie the Pooh", "im:a@b"));
        assertThat(parse("From: <im:a@b>\n" + TEXT).from()).contains(address("", "im:a@b"));
        assertThat(parse("Subject: x\n" + TEXT).from()).isEmpty();
    }

    @Test
    @Tag("3862-4.2-01")
    void severalRecipientsKeepTheirOrder() {
        assertThat(parse("To: <im:b@x>\nTo: A <im:a@x>\n" + TEXT).to())
                .containsExactly(address("", "im:b@x"), address("A", "im:a@x"));
    }

    @Test
    @Tag("3862-4.3-01")
    @Tag("3862-2.2-07")
    @Tag("3862-2.2-08")
    void namesAreCaseSensitiveAndUnknownOnesAreIgnored() {
        var cpim = parse("CC: nobody at all\ncc: <im:c@x>\nfrom: nobody\nX-Foo: bar\n" + TEXT);
        assertThat(cpim.cc()).containsExactly(address("", "im:c@x"));
        assertThat(cpim.from()).isEmpty();
        assertThat(cpim.headers(CpimName.core("X-Foo"))).hasSize(1);
        assertThat(cpim.required(Set.of())).isEmpty();
    }

    @Test
    @Tag("3862-4.5-01")
    @Tag("3862-3.3-01")
    void subjectIsChosenByLanguage() {
        var cpim = parse(EXAMPLE);
        assertThat(cpim.subject("fr")).contains("beau temps prevu pour aujourd'hui");
        assertThat(cpim.subject("de")).contains("the weather will be fine today");
        assertThat(parse("Subject:;lang=fr-CA oui\n" + TEXT).subject("FR")).contains("oui");
        assertThat(parse("Subject:;lang=fr oui\n" + TEXT).subject()).contains("oui");
        assertThat(cpim.headers().get(3).language()).isEqualTo("i-default");
    }

    @Test
    @Tag("3862-4.4-01")
    void dateTimeIsReadAsInRfc3339() {
        assertThat(parse("DateTime: 2001-02-01T12:16:49.5-05:00\n" + TEXT).dateTime())
                .contains(OffsetDateTime.parse("2001-02-01T12:16:49.5-05:00"));
        assertThat(parse("DateTime: yesterday\n" + TEXT).dateTime()).isEmpty();
    }

    @Test
    @Tag("3862-2.3.1-01")
    void unknownEscapeIsItsCharacterAndTrailingBackslashIsIgnored() {
        assertThat(parse("Subject: a\\qb\\\n" + TEXT).subject()).contains("aqb");
        assertThat(parse("Subject: \\u12x4\\u0041\\uD83D\\uDE00\\\\\\\"\\'\\b\\t\\n\\r\n" + TEXT)
                        .subject())
                .contains("u12x4A😀\\\"'\b\t\n\r");
    }

    @Test
    @Tag("3862-2.2-02")
    void longLineIsRead() {
        String subject = "x".repeat(10_240);
        assertThat(parse("Subject: " + subject + '\n' + TEXT).subject()).contains(subject);
    }

    // ---- namespaces

    @Test
    @Tag("3862-3.1-01")
    @Tag("3862-3.4-01")
    void headerNameIsResolvedByTheNamespaceOfItsPrefix() {
        var name = new CpimName("http://id.acme.widgets/wily-headers/", "runner-trap");
        for (String lines : new String[] {
            "NS: acme <http://id.acme.widgets/wily-headers/>\nacme.runner-trap: set\n",
            "NS: widget <http://id.acme.widgets/wily-headers/>\nwidget.runner-trap: set\n",
            "NS: <http://id.acme.widgets/wily-headers/>\nrunner-trap: set\n"
        }) {
            var found = parse(lines + TEXT).headers(name);
            assertThat(found).hasSize(1);
            assertThat(found.getFirst().text()).isEqualTo("set");
        }
        var message = parse("NS: imdn <urn:ietf:params:imdn>\nimdn.Message-ID: 34jk324j\n" + TEXT);
        assertThat(message.headers().getLast().prefix()).isEqualTo("imdn");
        assertThat(message.headers().getLast().localName()).isEqualTo("Message-ID");
        assertThat(message.headers(new CpimName("urn:ietf:params:imdn", "Message-ID")))
                .hasSize(1);
    }

    @Test
    @Tag("3862-6-01")
    void rfcHeadersMayHaveAPrefix() {
        String namespace = "NS: c <urn:ietf:params:cpim-headers:>\nNS: <urn:x:y>\n";
        var cpim = parse(namespace + "c.From: <im:a@b>\nFrom: somebody else\n" + TEXT);
        assertThat(cpim.from()).contains(address("", "im:a@b"));
    }

    @Test
    @Tag("3862-3.4-01")
    void prefixMustBeDeclaredBeforeItsUse() {
        assertThatThrownBy(() -> parse("x.a: 1\nNS: x <urn:x:y>\n" + TEXT))
                .isInstanceOf(SyntaxException.class)
                .hasMessage("CPIM NS: expected a declaration before its use but was 'x'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "urn:x:y#z"})
    @Tag("3862-3.4-02")
    void namespaceMustBeAnAbsoluteUri(String uri) {
        var cpim = parse("NS: x <" + uri + ">\nx.header: 1\n" + TEXT);
        assertThat(cpim.headers()).hasSize(2);
        assertThat(cpim.headers(new CpimName(uri, "header"))).isEmpty();
    }

    @Test
    @Tag("3862-3.5-01")
    void unsupportedRequiredHeaderIsReported() {
        var vital = new CpimName("mid:MessageFeatures@id.foo.com", "VitalMessageOption");
        assertThat(parse(EXAMPLE).required(Set.of())).containsExactly(vital);
        assertThat(parse(EXAMPLE).required(Set.of(vital))).isEmpty();
        assertThat(parse("Require: Subject, a.b\n" + TEXT).required(Set.of())).containsExactly(new CpimName("", "a.b"));
    }

    // ---- what is no CPIM

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From:<im:a@b>\n\nContent-Type: a/b\n\n",
                "From:  <im:a@b>\n\nContent-Type: a/b\n\n",
                "From: <im:a@b> \n\nContent-Type: a/b\n\n",
                " From: <im:a@b>\n\nContent-Type: a/b\n\n",
                "Subject: folded\n here\n\nContent-Type: a/b\n\n",
                "Subject: a\tb\n\nContent-Type: a/b\n\n",
                "Subject: a\0b\n\nContent-Type: a/b\n\n",
                "From: im:a@b\n\nContent-Type: a/b\n\n",
                "From: <im:a@b>\nFrom: <im:c@d>\n\nContent-Type: a/b\n\n",
                "To: <nothing>\n\nContent-Type: a/b\n\n",
                "a.b.c: 1\n\nContent-Type: a/b\n\n",
                "From: <im:a@b>\n",
                "From: <im:a@b>\n\nContent-Type: a/b\n",
                "Require: ,\n\nContent-Type: a/b\n\n",
                "NS: x\n\nContent-Type: a/b\n\n",
                "no header\n\nContent-Type: a/b\n\n",
                ""
            })
    @Tag("3862-2.2-02")
    @Tag("3862-2.2-03")
    @Tag("3862-2.2-05")
    @Tag("3862-2.2-06")
    void malformedCpimIsRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(SyntaxException.class)
                .hasMessageContaining(": expected ")
                .hasMessageContaining(" but was '");
    }

    @Test
    @Tag("3862-2.4-01")
    void contentWithoutContentTypeIsRefused() {
        assertThatThrownBy(() -> parse("From: <im:a@b>\n\nContent-ID: <x>\n\nHello"))
                .hasMessage("content of message/cpim: expected a Content-Type but was 'none'");
    }

    @Test
    @Tag("3862-2.2-04")
    void headersMustBeUtf8AndLinesMustEndInCrlf() {
        assertThat(parse("From: 熊猫 <im:a@b>\n" + TEXT).from()).contains(address("熊猫", "im:a@b"));
        byte[] latin = ("Subject: é\r\n\r\nContent-Type: a/b\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Cpim.parse(latin)).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> Cpim.parse("Subject: x\n\nContent-Type: a/b\n\n".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("CRLF");
    }

    @Test
    void moreThan200HeadersAreRefused() {
        assertThatThrownBy(() -> parse("a: b\n".repeat(201) + TEXT)).hasMessageContaining("at most 200");
    }

    // ---- writing

    @Test
    @Tag("3862-2-01")
    @Tag("3862-2.2-03")
    @Tag("3862-2.2-05")
    @Tag("3862-2.2-06")
    @Tag("3862-4.4-01")
    void messageIsWrittenAsTheRfcSays() {
        var cpim = Cpim.builder()
                .from(address("Pooh \"Bear\"", "im:pooh@example.com"))
                .to(CpimAddress.of(Uri.parse("im:piglet@example.com")))
                .to(address("Eeyore", "im:eeyore@example.com"))
                .cc(address("", "im:owl@example.com"))
                .dateTime(OffsetDateTime.parse("2026-01-01T10:00:00.123Z"))
                .subject(" with a\ttab and \\ ")
                .subject("fr", "miel")
                .namespace("imdn", Uri.parse("urn:ietf:params:imdn"))
                .require("imdn.Message-ID")
                .header("imdn.Message-ID", "1")
                .content(hello().with("Content-ID", "<1@example.com>"))
                .build();
        assertThat(cpim.bytes()).isEqualTo(octets("""
                        From: "Pooh \\"Bear\\"" <im:pooh@example.com>
                        To: <im:piglet@example.com>
                        To: "Eeyore" <im:eeyore@example.com>
                        cc: <im:owl@example.com>
                        DateTime: 2026-01-01T10:00:00Z
                        Subject: with a\\ttab and \\\\
                        Subject:;lang=fr miel
                        NS: imdn <urn:ietf:params:imdn>
                        Require: imdn.Message-ID
                        imdn.Message-ID: 1

                        Content-Type: text/plain
                        Content-ID: <1@example.com>

                        Hello"""));
        assertThat(cpim.from()).contains(address("Pooh \"Bear\"", "im:pooh@example.com"));
        assertThat(cpim.subject()).contains("with a\ttab and \\");
    }

    @Test
    @Tag("3862-2.3-01")
    void controlCharactersAreEscapedAndOthersAreNot() {
        var controls = new StringBuilder("a");
        for (char c = 0; c < ' '; c++) controls.append(c);
        controls.append('\u007f').append("'\"\\ü€😀z");
        var cpim = Cpim.builder().subject(controls.toString()).content(hello()).build();
        assertThat(cpim.subject()).contains(controls.toString());
        assertThat(cpim.headers().getFirst().value())
                .startsWith("a\\u0000\\u0001")
                .contains("\\b\\t\\n\\u000b\\u000c\\r\\u000e")
                .endsWith("\\u007f'\"\\\\ü€😀z");
    }

    @Test
    void invalidHeaderIsNotWritten() {
        var builder = Cpim.builder();
        assertThatThrownBy(builder::build).hasMessageContaining("a content");
        assertThatThrownBy(() -> builder.header("a b", "c")).hasMessageContaining("header name");
        assertThatThrownBy(() -> builder.subject("f r", "c")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> builder.require("a\r\nFrom: x")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> builder.namespace("a.b", Uri.parse("urn:a:b"))).isInstanceOf(SyntaxException.class);
    }

    @Test
    void equalOctetsAreEqualMessages() {
        assertThat(parse(EXAMPLE)).isEqualTo(parse(EXAMPLE)).hasSameHashCodeAs(parse(EXAMPLE));
        assertThat(parse(EXAMPLE)).isNotEqualTo(parse("Subject: x\n" + TEXT));
        assertThat(parse(EXAMPLE)).asString().startsWith("From: MR SANDERS");
    }
}
