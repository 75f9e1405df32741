package io.aldis.app.config;

import io.aldis.sip.settings.SettingsTree;
import io.aldis.sip.settings.WrongValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects settings in the order of their sources: file, environment, flags. A later source replaces the whole value of a key. */
public final class Sources {
    private final Map<String, SettingText> settings = new LinkedHashMap<>();

    /** Reads all settings of a YAML file. @throws ConfigurationException when it cannot be read, or has unknown or repeated keys */
    public Sources file(Path file) {
        for (SettingText setting : YamlFile.read(file)) settings.put(setting.key(), setting);
        return this;
    }

    /**
     * Reads the variable of each key. Lists are separated by commas. Blank variables, and others that begin with {@code ALDIS_}, are ignored.
     */
    public Sources environment(Map<String, String> variables) {
        for (String key : ConfigurationKeys.all()) {
            String name = ConfigurationKeys.variable(key);
            String value = variables.getOrDefault(name, "");
            if (!value.isBlank()) settings.put(key, new SettingText(key, parts(value), name));
        }
        return this;
    }

    private static List<String> parts(String value) {
        return Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }

    /** Adds a flag of the command line. Without values it was not given. */
    public Sources flag(String key, String flag, List<String> values) {
        if (!values.isEmpty()) settings.put(key, new SettingText(key, values, flag));
        return this;
    }

    /** @throws ConfigurationException for the first value that is wrong */
    public Configuration over(Configuration defaults) {
        try {
            return SettingsTree.bound(defaults, this::texts);
        } catch (WrongValue e) {
            throw settings.getOrDefault(e.key(), new SettingText(e.key(), List.of(), e.key()))
                    .wrong(e.expected(), e.found());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
    }

    private Optional<List<String>> texts(String key) {
        return Optional.ofNullable(settings.get(key)).map(SettingText::values);
    }

    /** The default of the data directory: {@code $XDG_DATA_HOME/aldis}, by default {@code ~/.local/share/aldis}. */
    public static Path dataDirectory(Map<String, String> variables) {
        return Optional.ofNullable(variables.get("XDG_DATA_HOME"))
                .filter(home -> home.startsWith("/"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "share"))
                .resolve("aldis");
    }
}
