package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static SipResponse response(String value) {
        return SipRequest.builder(Method.MESSAGE, Uri.parse("sip:b@c"))
                .header(HeaderName.VIA, "SIP/2.0/UDP a;branch=z9hG4bK1")
                .header(HeaderName.FROM, "<sip:a@b>;tag=1")
                .header(HeaderName.TO, "<sip:b@c>")
                .header(HeaderName.CALL_ID, "1")
                .header(HeaderName.CSEQ, "1 MESSAGE")
                .build()
                .answer(Status.of(503), "t")
                .header(HeaderName.RETRY_AFTER, value)
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "18000;duration=3600 | 18000",
                "120 (I'm in a meeting) | 120",
                "5(soon) | 5",
                "0 | 0",
                "007 | 7",
                "3600000000 | 2147483647",
                "99999999999999999999999 | 2147483647"
            })
    @Tag("3261-21.5.4-02")
    void retryAfterSecondsAreReadWithCommentAndParameters(String value, long seconds) {
        assertThat(RetryAfter.of(response(value))).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void retryAfterMayBeFollowedByATab() {
        assertThat(RetryAfter.of(response("5\t(soon)"))).contains(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "+5", "(5)", "\u0665"})
    void invalidRetryAfterIsIgnored(String value) {
        assertThat(RetryAfter.of(response(value))).isEmpty();
    }
}
