package io.aldis.app.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The output of {@code aldis --version}: the version of the build, and the commit where the build knew it.
 *
 * @param number the version of the pom, such as {@code 0.1.0}
 * @param commit the abbreviated commit, with {@code -dirty} if files were changed since, or empty
 */
public record Version(String number, String commit) {

    /** The version of this build. It is read from the class path at each call. */
    public static Version current() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("Expected version.properties beside Version.class but found none");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties cannot be read", e);
        }
        return new Version(properties.getProperty("version", "unknown"), properties.getProperty("commit", ""));
    }

    /** One line: {@code aldis 0.1.0 (07153b817b3f)}. */
    public String line() {
        return "aldis " + number + (commit.isEmpty() ? "" : " (" + commit + ")");
    }
}
