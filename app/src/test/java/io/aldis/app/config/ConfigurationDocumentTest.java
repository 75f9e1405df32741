package io.aldis.app.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Forbidden;
import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.SettingGroup;
import io.aldis.sip.settings.SettingsTree;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/configuration.md agrees with the configuration records. */
class ConfigurationDocumentTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.-]+)` \\| (.+?) \\| (.+) \\|$");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");

    /** What the page says in place of a default. */
    private static final Map<String, String> WITHOUT_VALUE = Map.ofEntries(
            entry("store-password-file", "none"),
            entry("domains", "none: at least one is needed"),
            entry("tls.cert", "none: a self-signed one"),
            entry("tls.key", "none"),
            entry("tls.names", "none"),
            entry("tls.trust", "those of the Java runtime"),
            entry("tls.client-certificates", "`optional` where there are neighbours, else `none`"),
            entry("tls.neighbours", "none"),
            entry("advertise", "the address of the listener"),
            entry("dns", "those of the system"),
            entry("trust", "none"),
            entry("methods-off", "none"),
            entry("foreign.schemes", "none: 416"),
            entry("guesses.exempt", "none"),
            entry("forbidden-addresses", "this machine, links and private networks"),
            entry("policies", "none: all messages are accepted"),
            entry("redress-card", "none: 603"));

    private final String document = document();

    private static String document() {
        try {
            return Files.readString(Path.of("..", "docs", "configuration.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyKeyIsDocumentedInOrder() {
        List<String> explained =
                ROW.matcher(document).results().map(row -> row.group(1)).toList();
        assertThat(explained).isEqualTo(ConfigurationKeys.all());
    }

    /** The documentation of a setting is written beside it; the page begins with these words, and says more. */
    @ParameterizedTest
    @MethodSource("keys")
    void rowOfKeyBeginsWithTheDocumentationOfItsSetting(SettingsTree.Key key) {
        assertThat(key.setting().doc()).isNotBlank();
        assertThat(row(key).group(3)).startsWith(key.setting().doc());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void defaultOfRowIsThatOfTheSetting(SettingsTree.Key key) {
        String shown = row(key).group(2);
        String value = key.setting().value();
        if (WITHOUT_VALUE.containsKey(key.name())) assertThat(shown).isEqualTo(WITHOUT_VALUE.get(key.name()));
        else assertThat(shown).isEqualTo("`" + value.replace(", ", "`, `") + "`");
    }

    @Test
    void onlySettingsWithoutAValueHaveWordsInstead() {
        assertThat(keys().filter(key -> key.setting().value().isEmpty()).map(SettingsTree.Key::name))
                .containsExactlyInAnyOrderElementsOf(WITHOUT_VALUE.keySet().stream()
                        .filter(name -> !name.equals("forbidden-addresses"))
                        .toList());
    }

    /** Each component of each record is a setting with words and a key or {@code NO_KEY}, a group, or one that programs alone set. */
    @Test
    void everyComponentIsASettingOrForProgramsOnly() {
        assertThat(components(Configuration.class)
                        .filter(each -> !each.isAnnotationPresent(Setting.class)
                                && !each.isAnnotationPresent(SettingGroup.class))
                        .map(RecordComponent::getName))
                .containsExactlyInAnyOrder("domains", "trust", "dialogKey");
        assertThat(components(Configuration.class)
                        .flatMap(each -> Stream.ofNullable(each.getAnnotation(Setting.class)))
                        .filter(each -> each.doc().isBlank()))
                .isEmpty();
    }

    private static Stream<RecordComponent> components(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .flatMap(each -> each.isAnnotationPresent(SettingGroup.class)
                        ? Stream.concat(Stream.of(each), components(each.getType()))
                        : Stream.of(each));
    }

    /** A value of the file replaces a default as a whole, so the page has the whole default. */
    @Test
    void forbiddenAddressesOfThePageAreTheDefault() {
        Forbidden all = Configuration.defaults(Path.of("/")).server().forbidden();
        String page = all.networks().stream().map(each -> "`" + each + "`").collect(Collectors.joining(", "));
        assertThat(document).contains("The default: " + page + ".");
    }

    private static Stream<SettingsTree.Key> keys() {
        return SettingsTree.keys(Configuration.class).stream();
    }

    private MatchResult row(SettingsTree.Key key) {
        return ROW.matcher(document)
                .results()
                .filter(row -> row.group(1).equals(key.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/configuration.md has no row for " + key.name()));
    }

    @Test
    void documentedExampleIsValid(@TempDir Path folder) throws IOException {
        var example = EXAMPLE.matcher(document);
        assertThat(example.find()).isTrue();
        Path file = Files.writeString(folder.resolve("aldis.yaml"), example.group(1));
        var read = new Sources().file(file).over(Configuration.defaults(folder));
        assertThat(read.domains()).isNotEmpty();
    }
}
