package io.aldis.sip.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTreeTest {
    /** Names in capitals, as one value. */
    @Form("names")
    public static final class Names {
        private Names() {}

        public static String parse(String text) {
            if (text.isBlank()) throw new IllegalArgumentException("no name; did you mean x?");
            return text.toUpperCase(Locale.ROOT);
        }

        public static String collect(List<String> names) {
            if (names.size() > 2) throw new IllegalArgumentException("expected two at most but was " + names);
            return String.join("+", names);
        }
    }

    public record Pauses(
            @Setting(value = "2s", doc = "first", least = "1s", most = "longest", why = "no longer than the longest")
            Duration first,

            @Setting(value = "4s", doc = "longest") Duration longest,

            @Setting(value = "2KiB", doc = "size", key = "size", as = Size.class, least = "1KiB")
            long octets) {
        public Pauses {
            if (longest.toSeconds() > 100) throw new IllegalArgumentException("longest: expected less");
        }
    }

    public record Root(
            @Setting(value = "true", doc = "open") boolean isOpen,
            @SettingGroup("pauses") Pauses pauses,

            @Setting(value = "a, b", doc = "names", as = Names.class)
            String names,

            @Setting(value = "7", doc = "inner", key = Setting.NO_KEY)
            int inner,

            @Setting(value = "", doc = "path") Optional<Duration> perhaps,

            @Setting(value = "1s", doc = "in another group", key = "pauses.last")
            Duration last,

            StringBuilder given) {}

    private static final StringBuilder GIVEN = new StringBuilder();
    private static final Root DEFAULTS = SettingsTree.defaults(Root.class, GIVEN);

    private static Root bound(Map<String, List<String>> texts) {
        return SettingsTree.bound(DEFAULTS, key -> Optional.ofNullable(texts.get(key)));
    }

    @Test
    void defaultsStandBesideTheComponents() {
        assertThat(DEFAULTS)
                .isEqualTo(new Root(
                        true,
                        new Pauses(Duration.ofSeconds(2), Duration.ofSeconds(4), 2048),
                        "A+B",
                        7,
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        GIVEN));
    }

    @Test
    void keysAreTheNamesOfTheComponentsAndThoseOfAGroupStandTogether() {
        assertThat(SettingsTree.keys(Root.class).stream().map(SettingsTree.Key::name))
                .containsExactly(
                        "is-open", "pauses.first", "pauses.longest", "pauses.size", "pauses.last", "names", "perhaps");
        assertThat(SettingsTree.values(DEFAULTS)).containsEntry("pauses.size", 2048L);
    }

    @Test
    void textsReplaceDefaultsAsAWhole() {
        var read = bound(Map.of(
                "is-open", List.of("false"),
                "names", List.of("c"),
                "perhaps", List.of("3s"),
                "pauses.longest", List.of("9s"),
                "pauses.last", List.of("8s"),
                "inner", List.of("9")));
        assertThat(read)
                .isEqualTo(new Root(
                        false,
                        new Pauses(Duration.ofSeconds(2), Duration.ofSeconds(9), 2048),
                        "C",
                        7,
                        Optional.of(Duration.ofSeconds(3)),
                        Duration.ofSeconds(8),
                        GIVEN));
    }

    @Test
    void textOfAnotherFormNamesKeyExpectedAndFound() {
        assertThatThrownBy(() -> bound(Map.of("is-open", List.of("yes"))))
                .isInstanceOfSatisfying(WrongValue.class, wrong -> {
                    assertThat(wrong.key()).isEqualTo("is-open");
                    assertThat(wrong.expected()).isEqualTo("true or false");
                    assertThat(wrong.found()).isEqualTo("yes");
                });
        assertThatThrownBy(() -> bound(Map.of("names", List.of("a", " "))))
                .hasMessage("names: expected names (did you mean x?) but was \" \"");
        assertThatThrownBy(() -> bound(Map.of("pauses.longest", List.of("1s", "2s"))))
                .hasMessage("pauses.longest: expected one value but was \"1s, 2s\"");
    }

    @Test
    void errorsOfConstructorsAndRangesBeginWithTheWholeKey() {
        assertThatThrownBy(() -> bound(Map.of("pauses.longest", List.of("101s"))))
                .hasMessage("pauses.longest: expected less");
        assertThatThrownBy(() -> bound(Map.of("pauses.first", List.of("5s"))))
                .hasMessage("pauses.first: expected 1s to 4s (no longer than the longest) but was 5s");
        assertThatThrownBy(() -> bound(Map.of("pauses.size", List.of("12"))))
                .hasMessage("pauses.size: expected at least 1KiB but was 12");
        assertThatThrownBy(() -> bound(Map.of("names", List.of("a", "b", "c"))))
                .hasMessage("names: expected two at most but was [A, B, C]");
    }
}
