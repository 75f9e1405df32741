package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.app.config.ConfigurationException;
import io.aldis.app.config.Sources;
import io.aldis.app.config.Storage;
import io.aldis.store.sql.PostgresStore;
import io.aldis.store.sql.SqlStore;
import io.aldis.store.sql.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which database a command works on. */
final class DataOptions {
    private static final String PASSWORD = "ALDIS_STORE_PASSWORD";

    @Option(names = "--data", paramLabel = "DIR", description = "Where accounts and bindings are kept.")
    private Optional<String> data = Optional.empty();

    @Option(
            names = "--store",
            paramLabel = "URL",
            description =
                    "sqlite, or postgresql://user@host/database; its password is ALDIS_STORE_PASSWORD or in a file.")
    private Optional<String> store = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the server, in YAML.")
    private Optional<Path> config = Optional.empty();

    /** The file and the environment, with what was given on the command line. */
    Sources sources(Terminal terminal) {
        var sources = new Sources();
        config.ifPresent(sources::file);
        return sources.environment(terminal.environment())
                .flag("data", "--data", data.stream().toList())
                .flag("store", "--store", store.stream().toList());
    }

    /** What holds where {@link #sources} are silent. */
    static Configuration usual(Terminal terminal) {
        return Configuration.usual(Sources.dataDirectory(terminal.environment()));
    }

    /** For sentences. */
    String where(Terminal terminal) {
        Configuration configuration = configuration(terminal);
        return switch (configuration.store()) {
            case Storage.Sqlite _ -> configuration.data().toString();
            case Storage.Postgresql server -> server.toString();
        };
    }

    SqlStore open(Terminal terminal) {
        return open(terminal, configuration(terminal));
    }

    Configuration configuration(Terminal terminal) {
        return sources(terminal).over(usual(terminal));
    }

    static SqlStore open(Terminal terminal, Configuration configuration) {
        return switch (configuration.store()) {
            case Storage.Sqlite _ -> SqliteStore.open(configuration.data());
            case Storage.Postgresql(var url, var user) ->
                postgres(
                        url,
                        user,
                        password(terminal, configuration),
                        configuration.timers().lease());
        };
    }

    private static SqlStore postgres(String url, String user, String password, Duration lease) {
        try {
            return PostgresStore.open(url, user, password, lease);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
    }

    /** Never from the command line, which everybody on the machine may read. */
    private static String password(Terminal terminal, Configuration configuration) {
        String variable = terminal.environment().getOrDefault(PASSWORD, "");
        Optional<Path> file = configuration.storePasswordFile();
        if (!variable.isEmpty() || file.isEmpty()) return variable;
        try (Stream<String> lines = Files.lines(file.get())) {
            return lines.findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigurationException("store-password-file: expected a file with the password but was " + e);
        }
    }
}
