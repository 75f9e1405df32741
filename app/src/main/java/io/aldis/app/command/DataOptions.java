package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.app.config.ConfigurationException;
import io.aldis.app.config.Sources;
import io.aldis.app.config.Storage;
import io.aldis.store.sql.FileFailure;
import io.aldis.store.sql.Missing;
import io.aldis.store.sql.PostgresStore;
import io.aldis.store.sql.SqlStore;
import io.aldis.store.sql.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Option;

/** Options that select the database of a command. */
final class DataOptions {
    private static final String PASSWORD = "ALDIS_STORE_PASSWORD";

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory: database and keys.")
    private Optional<String> data = Optional.empty();

    @Option(
            names = "--store",
            paramLabel = "URL",
            description =
                    "sqlite, or postgresql://user@host/database; its password is ALDIS_STORE_PASSWORD or in a file.")
    private Optional<String> store = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the server, in YAML.")
    private Optional<Path> config = Optional.empty();

    private boolean creating;

    /** Creates the database when it does not exist. Without this call that is an error, because the directory may be mistyped. */
    DataOptions mayCreate() {
        creating = true;
        return this;
    }

    /** The settings of the file, the environment and the command line. @throws ConfigurationException when one is wrong */
    Sources sources(Terminal terminal) {
        var sources = new Sources();
        config.ifPresent(sources::file);
        return sources.environment(terminal.environment())
                .flag("data", "--data", data.stream().toList())
                .flag("store", "--store", store.stream().toList());
    }

    /** The defaults of keys that are not in {@link #sources}. */
    static Configuration defaults(Terminal terminal) {
        return Configuration.defaults(Sources.dataDirectory(terminal.environment()));
    }

    /** The data directory, or the URL of the PostgreSQL server, for messages. */
    String where(Terminal terminal) {
        Configuration configuration = configuration(terminal);
        return switch (configuration.store()) {
            case Storage.Sqlite _ -> configuration.data().toString();
            case Storage.Postgresql server -> server.toString();
        };
    }

    SqlStore open(Terminal terminal) {
        var missing = creating ? Missing.IS_MADE : Missing.IS_AN_ERROR;
        return open(
                terminal, configuration(terminal), missing, UUID.randomUUID().toString());
    }

    Configuration configuration(Terminal terminal) {
        return sources(terminal).over(defaults(terminal));
    }

    /**
     * @param missing what to do when there is no database
     * @param server id of this server or command among those on one PostgreSQL database
     * @throws ConfigurationException for a wrong URL or an unreadable password file
     */
    static SqlStore open(Terminal terminal, Configuration configuration, Missing missing, String server) {
        return switch (configuration.store()) {
            case Storage.Sqlite _ -> SqliteStore.open(configuration.data(), missing);
            case Storage.Postgresql(var url, var user) -> {
                try {
                    var login = new PostgresStore.Login(user, password(terminal, configuration));
                    var leasing = new PostgresStore.Leasing(configuration.lease(), server);
                    yield PostgresStore.open(url, login, leasing, missing);
                } catch (IllegalArgumentException e) {
                    throw new ConfigurationException(String.valueOf(e.getMessage()));
                }
            }
        };
    }

    /** From the environment or a file. Not from the command line, which every user of the machine can read. */
    private static String password(Terminal terminal, Configuration configuration) {
        String variable = terminal.environment().getOrDefault(PASSWORD, "");
        Optional<Path> file = configuration.storePasswordFile();
        if (!variable.isEmpty() || file.isEmpty()) return variable;
        try (BufferedReader lines = Files.newBufferedReader(file.get())) {
            return Objects.requireNonNullElse(lines.readLine(), "");
        } catch (IOException e) {
            throw noPassword(file.get(), e);
        }
    }

    private static ConfigurationException noPassword(Path file, IOException why) {
        return new ConfigurationException("store-password-file: expected a file with the password but " + file
                + " cannot be read: " + FileFailure.words(why));
    }
}
