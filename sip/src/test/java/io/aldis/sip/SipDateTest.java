package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipDateTest {
    @Test
    @Tag("3261-20.17-01")
    void dateIsReadAndWrittenInItsRfcForm() {
        var time = Instant.parse("2010-11-13T23:29:00Z");
        assertThat(SipDate.parse("Sat, 13 Nov 2010 23:29:00 GMT")).isEqualTo(time);
        assertThat(SipDate.text(time.plusNanos(999))).isEqualTo("Sat, 13 Nov 2010 23:29:00 GMT");
        assertThat(SipDate.text(Instant.parse("2026-01-02T03:04:05Z"))).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fri, 01 Jan 2010 16:00:00 EST",
                "Sat, 13 Nov 2010 23:29:00 +0000",
                "Sun, 13 Nov 2010 23:29:00 GMT",
                "Sat, 32 Nov 2010 23:29:00 GMT",
                "Sat, 31 Feb 2026 12:00:00 GMT",
                "Sun, 29 Feb 2026 12:00:00 GMT",
                "Sat, 13 Nov 2010 24:00:00 GMT",
                "Sat, 13 Nov 2010 23:29:60 GMT",
                "2010-11-13T23:29:00Z",
                ""
            })
    @Tag("3261-20.17-01")
    void dateInAnotherFormIsRefused(String text) {
        assertThatThrownBy(() -> SipDate.parse(text))
                .isInstanceOf(SyntaxException.class)
                .hasMessageStartingWith("Date: expected a date such as");
    }
}
