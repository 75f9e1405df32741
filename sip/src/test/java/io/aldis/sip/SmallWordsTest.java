package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSeq, Method, HostPort, Status, Transport, Token. */
class SmallWordsTest {
    @ParameterizedTest
    @CsvSource({"1 MESSAGE, 1 MESSAGE", "0009  INVITE, 9 INVITE", "4294967295\tFOO, 4294967295 FOO", "0 ACK, 0 ACK"})
    @Tag("3261-20.16-01")
    void cseqNumberHas32Bits(String text, String cseq) {
        assertThat(CSeq.parse(text)).hasToString(cseq);
        assertThat(CSeq.parse(cseq)).isEqualTo(CSeq.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "MESSAGE",
                "MESSAGE 1",
                "-1 MESSAGE",
                "+1 MESSAGE",
                "1.0 MESSAGE",
                "0x1 MESSAGE",
                "4294967296 MESSAGE",
                "36893488147419103232 REGISTER",
                "1 MESSAGE x",
                "1 MES:SAGE",
                "\u0661 MESSAGE"
            })
    @Tag("3261-20.16-01")
    void malformedCseqIsRefused(String text) {
        assertThatThrownBy(() -> CSeq.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void cseqNumberOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new CSeq(-1, Method.MESSAGE)).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> new CSeq(CSeq.MAX + 1, Method.MESSAGE)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void methodNamesAreCaseSensitive() {
        assertThat(Method.of("MESSAGE")).isSameAs(Method.MESSAGE);
        assertThat(Method.of("Message")).isNotEqualTo(Method.MESSAGE);
        assertThat(Method.of("Message").known()).isFalse();
        assertThat(Method.of("FOO")).isEqualTo(Method.of("FOO")).hasSameHashCodeAs(Method.of("FOO"));
        assertThatThrownBy(() -> Method.of("ME SSAGE")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> Method.of("")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void hostMayHaveAPort() {
        assertThat(HostPort.parse("a.example:5060")).isEqualTo(new HostPort("a.example", 5060));
        assertThat(HostPort.parse("a.example : 5060")).isEqualTo(new HostPort("a.example", 5060));
        assertThat(HostPort.parse("a.example").portOr(5061)).isEqualTo(5061);
        assertThat(HostPort.of("2001:db8::1", 5060)).hasToString("[2001:db8::1]:5060");
        assertThat(HostPort.of("192.0.2.1", 5060)).hasToString("192.0.2.1:5060");
        assertThat(HostPort.parse("[::1]").bareHost()).isEqualTo("::1");
        assertThat(HostPort.parse("a").hasPort()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":5060", "a:", "a:0", "a:65536", "a b", "[::1", "::1", "[::1]5060", "a;b", "a\r\nb", "[g::]"
            })
    void malformedHostPortIsRefused(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.1", "192.0.2.1.", "127.1", "0x7f.0x1", "34020000002000000001", "[2001:db8::1]", "a.1"})
    void addressesAndNumbersAreNumericHosts(String host) {
        assertThat(HostPort.isNumeric(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sip1", "kamailio2", "sip1.", "example.com", "1.example", "pbx.lan0", "5gcore", "0xyz", "a-1"})
    void namesThatEndInADigitAreNoNumericHosts(String host) {
        assertThat(HostPort.isNumeric(host)).isFalse();
    }

    @Test
    void statusCodesHaveThreeDigitsAndAReasonOfOneLine() {
        assertThat(Status.of(202)).hasToString("202 Accepted");
        assertThat(Status.of(299).reason()).isEqualTo("Unknown");
        assertThat(Status.of(180).provisional()).isTrue();
        assertThat(Status.of(200).provisional()).isFalse();
        assertThat(Status.of(299).success()).isTrue();
        assertThat(Status.of(300).success()).isFalse();
        assertThatThrownBy(() -> Status.of(99)).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> Status.of(700)).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> Status.of(400, "a\r\nb")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void transportsAreFoundInAnyCase() {
        for (Transport transport : Transport.values())
            assertThat(Transport.of(transport.parameter())).isSameAs(transport);
        assertThatThrownBy(() -> Transport.of("sctp")).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\\", "\"", "a\"b\\c", "\\\"", "\u0007x", "王"})
    void quotedTextIsUnquotedToTheSameText(String text) {
        assertThat(Token.unquote(Token.quote(text))).isEqualTo(text);
    }

    @Test
    void syntaxErrorFitsAReasonPhrase() {
        String sentence =
                new SyntaxException("To", "a thing", "<sip:x>\r\n\0\"%41\"[王]\u007f`{}" + "y".repeat(100)).sentence();
        assertThat(sentence).matches("[A-Za-z0-9;/?:@&=+$,_.!~*'() -]+").hasSizeLessThan(120);
    }
}
