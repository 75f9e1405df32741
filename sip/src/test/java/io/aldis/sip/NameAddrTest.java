package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameAddrTest {
    private static NameAddr parse(String value) {
        return NameAddr.parse("To", value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            <sip:bob@biloxi.com>                              | ^^             | sip:bob@biloxi.com
            Bob <sip:bob@biloxi.com>;tag=a6c85cf              | Bob            | sip:bob@biloxi.com
            Bob  Q. Public<sip:bob@biloxi.com;lr>             | Bob  Q. Public | sip:bob@biloxi.com;lr
            "Bob, \\"the\\\\ <boss>\\"" <sip:bob@biloxi.com>  | Bob, "the\\ <boss>" | sip:bob@biloxi.com
            "" <sip:bob@biloxi.com>                           | ^^             | sip:bob@biloxi.com
            王小明 <sip:wang@example.com>                      | 王小明          | sip:wang@example.com
            "Zoë ☎" <sip:zoe@example.com>                     | Zoë ☎          | sip:zoe@example.com
            sip:bob@biloxi.com;tag=1                          | ^^             | sip:bob@biloxi.com
            tel:+12015550123                                  | ^^             | tel:+12015550123
            <sip:a@b?x=<y>                                    | ^refused^      | ^^
            "A" <sip:bob@[2001:db8::1]:5060;x=y?h=v>          | A              | sip:bob@[2001:db8::1]:5060;x=y?h=v
            """)
    void displayNameAndUriAreSeparated(String value, String display, String uri) {
        if (display.equals("refused")) {
            assertThatThrownBy(() -> parse(value)).isInstanceOf(SyntaxException.class);
            return;
        }
        assertThat(parse(value).display()).isEqualTo(display);
        assertThat(parse(value).uri()).hasToString(uri);
        assertThat(parse(parse(value).toString())).isEqualTo(parse(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<>",
                "Bob",
                "\"Bob <sip:bob@biloxi.com>",
                "\"Bob\" \"B\" <sip:bob@biloxi.com>",
                "\"Bob\"x <sip:bob@biloxi.com>",
                "Bell, Alexander <sip:bell@example.com>",
                "< sip:bob@biloxi.com >",
                "<sip:bob@biloxi.com",
                "sip:bob@biloxi.com>",
                "<sip:bob@biloxi.com>tag=1",
                "<sip:bob@biloxi.com> <sip:eve@biloxi.com>",
                "<sip:bob@biloxi.com>, <sip:eve@biloxi.com>",
                "<sip:bob@biloxi.com>;tag=1, <sip:eve@biloxi.com>",
                "<sip:bob@biloxi.com>;;tag=1",
                "<sip:bob@biloxi.com>;tag=1;tag=2",
                "sip:bob@biloxi.com?Route=%3Csip:eve%3E"
            })
    void malformedNameAddrIsRefused(String value) {
        assertThatThrownBy(() -> parse(value)).isInstanceOf(SyntaxException.class);
    }

    @Test
    @Tag("3261-20-02")
    void parametersInsideTheBracketsBelongToTheUri() {
        assertThat(parse("<sip:bob@biloxi.com;tag=uri>").tag()).isEmpty();
        assertThat(parse("sip:bob@biloxi.com;tag=header").tag()).isEqualTo("header");
    }

    @Test
    void controlCharacterInADisplayNameIsEscapedAgain() {
        NameAddr bell = parse("\"ding\\\u0007\" <sip:bob@biloxi.com>");
        assertThat(bell.display()).isEqualTo("ding\u0007");
        assertThat(bell).hasToString("\"ding\\\u0007\" <sip:bob@biloxi.com>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:b@x;transport=tcp", "sip:b@x?Subject=a", "sip:a,b@x", "sip:a;b@x", "sip:b@x"})
    @Tag("8217-3-01")
    void uriIsAlwaysWrittenInBrackets(String uri) {
        assertThat(NameAddr.of(Uri.parse(uri))).hasToString("<" + uri + ">");
        assertThat(parse("<" + uri + ">;tag=x")).hasToString("<" + uri + ">;tag=x");
    }

    @Test
    void tagIsAppendedLast() {
        assertThat(NameAddr.of(Uri.parse("sip:bob@biloxi.com")).withTag("x")).hasToString("<sip:bob@biloxi.com>;tag=x");
    }
}
