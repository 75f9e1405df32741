package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The AOR of a URI (RFC 3261 §10.3 step 5). */
class AorTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sip:alice@example.com                      | sip:alice@example.com
            sips:alice@EXAMPLE.com:5061;transport=tcp  | sip:alice@example.com
            sip:alice:secret@example.com?subject=x     | sip:alice@example.com
            sip:Alice@example.com                      | sip:Alice@example.com
            sip:%61l%69ce@example.com                  | sip:alice@example.com
            sip:a%3bb@example.com                      | sip:a;b@example.com
            sip:a%40b@example.com                      | sip:a%40b@example.com
            sip:a%3ab@example.com                      | sip:a%3Ab@example.com
            sip:%2561@example.com                      | sip:%2561@example.com
            sip:zoë@example.com                        | sip:zo%C3%AB@example.com
            sip:zo%c3%ab@example.com                   | sip:zo%C3%AB@example.com
            sip:alice@[2001:DB8::1]:5060               | sip:alice@[2001:db8:0:0:0:0:0:1]
            """)
    void everySpellingOfAnAddressGivesTheSameAor(String written, String aor) {
        assertThat(Aor.parse(written)).hasToString(aor);
        assertThat(Aor.parse(aor)).isEqualTo(Aor.parse(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:example.com", "tel:+1", "im:alice@example.com", "sip:@example.com"})
    void aorNeedsUserAndDomain(String text) {
        assertThatThrownBy(() -> Aor.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void escapedLineEndsStayEscaped() {
        Aor aor = Aor.parse("sip:a%0d%0aTo:%20x%00@example.com".replace("To:", "To%3a"));
        assertThat(aor).hasToString("sip:a%0D%0ATo%3A%20x%00@example.com");
        assertThat(aor.uri()).hasToString(aor.toString());
        assertThat(new Aor("a\r\nb", "example.com")).hasToString("sip:a%0D%0Ab@example.com");
    }
}
