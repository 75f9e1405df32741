package io.aldis.im;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.sip.SyntaxException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    @Test
    @Tag("3862-2.1-01")
    void mediaTypeIsCaseInsensitiveAndKeepsItsParameters() {
        var type = MediaType.parse("Message/CPIM ; x=\"a;b\" ;Y=2");
        assertThat(type.is("message/cpim")).isTrue();
        assertThat(type.parameter("x")).contains("a;b");
        assertThat(type.parameter("y")).contains("2");
        assertThat(type).hasToString("message/cpim; x=\"a;b\" ;Y=2");
    }

    @Test
    void trailingSemicolonIsAccepted() {
        assertThat(MediaType.parse("text/plain;").name()).isEqualTo("text/plain");
        assertThat(MediaType.parse("text/plain;charset=utf-8;").parameter("charset"))
                .contains("utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text", "text/", "/plain", "a b/c", "text/plain;;", "text/plain;charset=a b", "text/plain x"
            })
    void malformedMediaTypeIsRefused(String text) {
        assertThatThrownBy(() -> MediaType.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void mediaRangeMatchesItsTypes() {
        var html = MediaType.parse("text/html;level=1");
        assertThat(new MediaRange("*/*").has(html)).isTrue();
        assertThat(new MediaRange("Text/*").has(html)).isTrue();
        assertThat(new MediaRange("text/HTML").has(html)).isTrue();
        assertThat(new MediaRange("text/plain").has(html)).isFalse();
        assertThat(new MediaRange("tex/*").has(html)).isFalse();
        assertThat(new MediaRange(" image/* ")).hasToString("image/*");
        for (String wrong : new String[] {"*/html", "text", "text/", "text/plain;q=1", ""})
            assertThatThrownBy(() -> new MediaRange(wrong)).isInstanceOf(SyntaxException.class);
    }

    @Test
    @Tag("3261-20.11-01")
    void dispositionIsRequiredUnlessOptional() {
        assertThat(Disposition.RENDER.optional()).isFalse();
        assertThat(Disposition.parse("Attachment;filename=\"a;b\"").optional()).isFalse();
        assertThat(Disposition.parse("render; Handling=Optional").optional()).isTrue();
        assertThat(Disposition.parse("render;handling=other").optional()).isFalse();
        assertThat(Disposition.parse("RENDER;x=1")).hasToString("render;x=1");
        assertThatThrownBy(() -> Disposition.parse("a b")).isInstanceOf(SyntaxException.class);
    }
}
