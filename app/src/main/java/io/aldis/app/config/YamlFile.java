package io.aldis.app.config;

import io.aldis.store.sql.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads a YAML file into settings with their line numbers. Unknown and repeated keys are errors. */
final class YamlFile {
    private final Path file;
    private final JsonParser parser;
    private final List<String> keys = ConfigurationKeys.all();
    private final List<SettingText> settings = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private YamlFile(Path file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** @throws ConfigurationException when the file cannot be read, is no YAML, or has unknown or repeated keys */
    static List<SettingText> read(Path file) {
        try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text(file))) {
            return new YamlFile(file, parser).settings();
        } catch (JacksonException e) {
            int line = Math.max(1, e.getLocation() == null ? 1 : e.getLocation().getLineNr());
            String why = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new ConfigurationException(file + ", line " + line + ": expected YAML but " + why);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("--config: expected a file but there is no " + file);
        } catch (IOException e) {
            throw new ConfigurationException("--config: " + file + " cannot be read: " + FileFailure.words(e));
        }
    }

    private List<SettingText> settings() {
        JsonToken first = parser.nextToken();
        if (first == null) return settings;
        if (first != JsonToken.START_OBJECT) throw wrong("", "key: value", parser.getString());
        group("");
        return settings;
    }

    private void group(String prefix) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = prefix + parser.currentName();
            boolean group = keys.stream().anyMatch(known -> known.startsWith(key + '.'));
            if (!group && !keys.contains(key)) throw unknown(key);
            if (!seen.add(key)) throw wrong(key, "each key once", key);
            JsonToken token = parser.nextToken();
            if (group && token == JsonToken.START_OBJECT) group(key + '.');
            else if (group) throw wrong(key, "keys below it", found());
            else settings.add(new SettingText(key, values(key, token), where(key)));
        }
    }

    private List<String> values(String key, JsonToken token) {
        if (token.isScalarValue() && token != JsonToken.VALUE_NULL) return List.of(parser.getString());
        if (token != JsonToken.START_ARRAY) throw wrong(key, "a value", found());
        var values = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isScalarValue()) throw wrong(key, "a list of values", found());
            values.add(parser.getString());
        }
        return values;
    }

    private String found() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "more keys";
            case START_ARRAY -> "a list";
            case VALUE_NULL -> "";
            default -> parser.getString();
        };
    }

    private ConfigurationException unknown(String key) {
        String meant = NearestKey.of(key, keys)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; docs/configuration.md has all keys");
        return new ConfigurationException(where(key) + ": there is no such key" + meant);
    }

    private ConfigurationException wrong(String key, String expected, String found) {
        return new SettingText(key, List.of(), where(key)).wrong(expected, found);
    }

    private String where(String key) {
        String line = file + ", line " + parser.currentTokenLocation().getLineNr();
        return key.isEmpty() ? line : line + ": " + key;
    }
}
