package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftwareNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Aldis",
                "Acme/1.2",
                "Acme/1.2 (campus (north), build 7) Other",
                "(only a comment)",
                "Acme\t(b\\)c)",
                "HomeServer/v2",
                "Acme (Zürich)",
                "()"
            })
    void validSoftwareNamesAreAccepted(String value) {
        assertThat(new SoftwareName(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " Acme",
                "Acme ",
                "Acme/",
                "/1.2",
                "Acme/1/2",
                "Acme (open",
                "Acme )",
                "Acme(close)",
                "Acme (a\\",
                "Acme (a\\\r)",
                "Acme\r\nX: y",
                "Acme (a\r\n b)",
                "Acme\n",
                "Acme (\u0000)",
                "Acme (\u007f)",
                "Zürich",
                "Acme, Other",
                "\"Acme\""
            })
    void invalidSoftwareNameIsRefused(String value) {
        assertThatThrownBy(() -> new SoftwareName(value))
                .isInstanceOf(SyntaxException.class)
                .hasMessageContaining("products and comments");
    }

    @Test
    void lengthOfASoftwareNameIsLimited() {
        assertThat(new SoftwareName("a".repeat(200)).value()).hasSize(200);
        assertThatThrownBy(() -> new SoftwareName("a".repeat(201))).isInstanceOf(SyntaxException.class);
    }
}
