package io.aldis.store.sql;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.aldis.server.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
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
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int LENGTH = 36;

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
            FileChannel channel = FileChannel.open(
                    dataDirectory.resolve(NAME), Set.of(CREATE, READ, WRITE), SqliteFile.onlyOwner("rw-------"));
            boolean locked = false;
            try {
                locked = isLocked(channel);
                if (locked) return new ServerId(read(channel), channel);
                log.info("{} is in use by another server; this one has a random id", dataDirectory.resolve(NAME));
            } finally {
                if (!locked) channel.close();
            }
        } catch (IOException e) {
            log.warn(
                    "{} cannot be read or written: {}; after a kill this server waits for its own leases",
                    dataDirectory.resolve(NAME),
                    FileFailure.words(e));
        }
        return new ServerId(random(), () -> {});
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) { // held by this process
            return false;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(LENGTH);
        channel.read(bytes, 0);
        String known = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        if (UUID_TEXT.matcher(known).matches()) return known;
        String fresh = random();
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(fresh.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.force(true);
        return fresh;
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
