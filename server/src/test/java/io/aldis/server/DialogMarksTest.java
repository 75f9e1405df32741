package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialogMarksTest {
    private final DialogKey key = DialogKey.random();
    private final DialogMarks marks = new DialogMarks(key);

    @Test
    void markIsValidForItsDialogOnly() {
        assertThat(marks.matches(marks.of("a@b"), "a@b")).isTrue();
        assertThat(marks.matches(marks.of("a@b"), "A@b")).isFalse();
        assertThat(marks.matches("", "a@b")).isFalse();
        assertThat(marks.of("a@b")).matches("[0-9a-f]{24}");
    }

    @Test
    void markIsRecognisedWithTheSameKeyOnly() {
        assertThat(new DialogMarks(DialogKey.of(key.hex())).matches(marks.of("a@b"), "a@b"))
                .isTrue();
        assertThat(new DialogMarks(DialogKey.random()).matches(marks.of("a@b"), "a@b"))
                .isFalse();
    }

    @Test
    void keyIsNotShownInText() {
        assertThat(key.toString()).isEqualTo("DialogKey[32 octets]").doesNotContain(key.hex());
        assertThat(ServerSettings.of(java.util.List.of("a.b"))
                        .with(ServerSettings::dialogKey)
                        .of(key)
                        .toString())
                .doesNotContain(key.hex());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdeg"})
    void invalidKeyIsRefused(String hex) {
        assertThatIllegalArgumentException().isThrownBy(() -> DialogKey.of(hex)).withMessageContaining("hexadecimal");
    }
}
