package io.aldis.im;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Uri;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3860 §3 and appendix A. */
class ImUriTest {
    @ParameterizedTest
    @Tag("3428-5-01")
    @CsvSource({
        "im:fred@example.com,            sip:fred@example.com",
        "IM:fred@Example.COM,            sip:fred@example.com",
        "im:fr%65d@example.com,          sip:fred@example.com",
        "im:fred@example.com?subject=hi, sip:fred@example.com"
    })
    void imUriGivesTheAorOfItsUser(String uri, String aor) {
        assertThat(ImUri.toAor(Uri.parse(uri)).orElseThrow()).hasToString(aor);
    }

    @ParameterizedTest
    @Tag("3428-5-01")
    @ValueSource(strings = {"im:?body=x", "im:example.com", "im:@example.com", "im:fred@", "pres:fred@example.com"})
    void uriWithoutUserAndDomainGivesNoAor(String uri) {
        assertThat(ImUri.toAor(Uri.parse(uri))).isEmpty();
    }
}
