package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderNameTest {
    static Stream<HeaderName> known() {
        return Arrays.stream(HeaderName.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == HeaderName.class)
                .map(field -> {
                    try {
                        return (HeaderName) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("known")
    @Tag("3261-7.3.1-04")
    void knownHeaderNameIsFoundInAnyCase(HeaderName name) {
        assertThat(HeaderName.of(name.text())).isSameAs(name);
        assertThat(HeaderName.of(name.text().toUpperCase(Locale.ROOT))).isSameAs(name);
        assertThat(HeaderName.of(name.text().toLowerCase(Locale.ROOT))).isSameAs(name);
        assertThat(HeaderName.withId(name.id())).isSameAs(name);
    }

    @Test
    void headerIdsFitTheBitsOfALong() {
        assertThat(known().mapToInt(HeaderName::id)).doesNotHaveDuplicates().allMatch(id -> id > 0 && id < 64);
    }

    @ParameterizedTest
    @CsvSource({
        "i, Call-ID", "m, Contact", "e, Content-Encoding", "l, Content-Length", "c, Content-Type", "f, From",
                "s, Subject",
        "k, Supported", "t, To", "v, Via", "o, Event", "u, Allow-Events", "r, Refer-To", "b, Referred-By",
        "x, Session-Expires", "a, Accept-Contact", "j, Reject-Contact", "d, Request-Disposition", "y, Identity"
    })
    @Tag("3261-7.3.3-01")
    void compactHeaderNameIsTheLongOne(String compact, String name) {
        assertThat(HeaderName.of(compact)).isSameAs(HeaderName.of(name)).hasToString(name);
        assertThat(HeaderName.of(compact.toUpperCase(Locale.ROOT))).isSameAs(HeaderName.of(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Unknown", "q", "!", "Vi", "Viaa", "Content-Lengti", "C%6Fntact", "From-"})
    void unknownHeaderNameIsKeptAsWritten(String text) {
        HeaderName name = HeaderName.of(text);
        assertThat(name.id()).isEqualTo(HeaderName.UNKNOWN);
        assertThat(name).hasToString(text);
        assertThat(name)
                .isEqualTo(HeaderName.of(text.toUpperCase(Locale.ROOT)))
                .hasSameHashCodeAs(HeaderName.of(text.toLowerCase(Locale.ROOT)));
        byte[] bytes = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        assertThat(name.matches(bytes, 0, bytes.length)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A B", "A:", "A\r\nB", "Zoë", "A\0"})
    void invalidHeaderNameIsRefused(String text) {
        assertThatThrownBy(() -> HeaderName.of(text)).isInstanceOf(SyntaxException.class);
    }
}
