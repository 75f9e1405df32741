package io.aldis.store.sql;

import io.aldis.net.LockedIdFile;
import io.aldis.server.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The id under which a server on PostgreSQL holds leases. It is in the file {@value #NAME} of the data directory, so that a server which is
 * started again after it was killed goes on with its own leases. The file is locked while the server runs; a second server on the same
 * directory gets a random id.
 */
public final class ServerId implements AutoCloseable {
    static final String NAME = "server-id";

    private static final Logger log = LoggerFactory.getLogger(ServerId.class);

    private final String text;
    private final AutoCloseable lock;

    private ServerId(String text, AutoCloseable lock) {
        this.text = text;
        this.lock = lock;
    }

    /** Creates the directory if there is none. A directory that cannot be written gives a random id. */
    public static ServerId in(Path dataDirectory) {
        try {
            if (!Files.isDirectory(dataDirectory))
                Files.createDirectories(dataDirectory, SqliteFile.onlyOwner("rwx------"));
            Path file = dataDirectory.resolve(NAME);
            Optional<LockedIdFile> locked =
                    LockedIdFile.open(file, _ -> UUID.randomUUID(), SqliteFile.onlyOwner("rw-------"));
            if (locked.isPresent()) return new ServerId(locked.get().id().toString(), locked.get());
            log.info("file={} is in use by another server: this one has a random id", file);
        } catch (IOException e) {
            log.warn(
                    "{} cannot be read or written: {}; after a kill this server waits for its own leases",
                    dataDirectory.resolve(NAME),
                    FileFailure.words(e));
        }
        return new ServerId(random(), () -> {});
    }

    static String random() {
        return UUID.randomUUID().toString();
    }

    public String text() {
        return text;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (Exception e) {
            throw new StoreException(NAME + " cannot be unlocked: " + e.getMessage(), e);
        }
    }
}
