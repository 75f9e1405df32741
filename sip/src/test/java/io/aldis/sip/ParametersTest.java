package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
    private static Parameters parse(String text) {
        return Parameters.parse("test", text);
    }

    @Test
    void parameterNamesAreCaseInsensitiveAndBlanksAreIgnored() {
        Parameters parameters = parse(" ; Tag = a ;\tlr; q=0.5 ;x=\"a;b=\\\"c, d\" ");
        assertThat(parameters.get("tag")).contains("a");
        assertThat(parameters.get("LR")).contains("");
        assertThat(parameters.getOr("q", "")).isEqualTo("0.5");
        assertThat(parameters.get("x")).contains("\"a;b=\\\"c, d\"");
        assertThat(Token.unquote(parameters.getOr("x", ""))).isEqualTo("a;b=\"c, d");
        assertThat(parameters.has("b")).isFalse();
        assertThat(parameters.get("ta")).isEmpty();
        assertThat(parameters.getOr("t", "none")).isEqualTo("none");
    }

    /** Seen on the wire: PHONES.md 15, 23, and RFC 5626. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ";methods=\"MESSAGE, SUBSCRIBE, NOTIFY\"",
                ";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\";reg-id=1",
                ";received=[2001:db8::1];rport=5060",
                ";received=2001:db8::1",
                ";alias",
                ";tag=",
                ";epid=1234567890",
                ";pn-tok=ab:cd==;x=a@b?c",
                ";%6C%72;n%61me=v%61lue%25%34%31"
            })
    void parametersSentByPhonesAreAccepted(String text) {
        assertThat(parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tag=1",
                ";",
                ";;tag=1",
                ";tag=1;",
                ";=1",
                "; ;a",
                ";tag=1 2",
                ";tag 1",
                ";tag=1,<sip:x@y>",
                ";tag=<1>",
                ";tag=\"1",
                ";tag=\"1\\\"",
                ";tag=\"1\"2",
                ";ta\"g=1"
            })
    void ambiguousParametersAreRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {";tag=1;tag=2", ";a;b;A", ";branch=x;rport;Branch=x"})
    @Tag("3261-7.3.1-03")
    void repeatedParameterIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).hasMessageContaining("each parameter once");
    }

    @Test
    void parameterNamesOfEqualLengthAreDistinguished() {
        assertThat(parse(";abc=1;acb=2;ab=3").getOr("acb", "")).isEqualTo("2");
    }

    @Test
    void hundredsOfParametersAreRefused() {
        var text = new StringBuilder();
        for (int i = 0; i < 101; i++) text.append(";p").append(i);
        assertThatThrownBy(() -> parse(text.toString())).hasMessageContaining("at most 100");
    }

    @Test
    void parameterIsSetInPlaceOrAppended() {
        Parameters parameters = parse(";branch=z9hG4bKx;rport;alias");
        assertThat(parameters.with("rport", "5060")).hasToString(";branch=z9hG4bKx;rport=5060;alias");
        assertThat(parameters.with("received", "192.0.2.1"))
                .hasToString(";branch=z9hG4bKx;rport;alias;received=192.0.2.1");
        assertThat(parameters.with("Branch", "")).hasToString(";Branch;rport;alias");
        assertThat(parameters.without("BRANCH")).hasToString(";rport;alias");
        assertThat(parameters.without("x")).isSameAs(parameters);
        assertThat(Parameters.NONE.with("lr", "")).hasToString(";lr");
        assertThat(Parameters.NONE.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;evil=2", "1\r\nEvil: 1", "a b", "1,2", "\"a", "\"a\"b", "x\0"})
    void valueThatWouldBreakTheParameterListIsRefused(String value) {
        assertThatThrownBy(() -> Parameters.NONE.with("tag", value)).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> Parameters.NONE.with(value, "1")).isInstanceOf(SyntaxException.class);
    }
}
