package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.app.config.Sources;
import io.aldis.store.sql.SqliteStore;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which database a command works on. */
final class DataOptions {
    @Option(names = "--data", paramLabel = "DIR", description = "Where accounts and bindings are kept.")
    private Optional<String> data = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the server, in YAML.")
    private Optional<Path> config = Optional.empty();

    /** The file and the environment, with what was given on the command line. */
    Sources sources(Terminal terminal) {
        var sources = new Sources();
        config.ifPresent(sources::file);
        return sources.environment(terminal.environment())
                .flag("data", "--data", data.stream().toList());
    }

    /** What holds where {@link #sources} are silent. */
    static Configuration usual(Terminal terminal) {
        return Configuration.usual(Sources.dataDirectory(terminal.environment()));
    }

    Path directory(Terminal terminal) {
        return sources(terminal).over(usual(terminal)).data();
    }

    SqliteStore open(Terminal terminal) {
        return SqliteStore.open(directory(terminal));
    }
}
