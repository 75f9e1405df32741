package io.aldis.store.sql;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.aldis.server.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file lock that reserves a data directory with SQLite for one server: two would each deliver every message. Commands that read and change
 * the database beside a running server do not take it. The kernel releases it when the process ends, in whatever way.
 */
public final class DirectoryLock implements AutoCloseable {
    static final String NAME = "serving.lock";

    /** Directories locked by this process: closing any channel of a file releases all locks of the process on it, so no second one is opened. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Octet that a server locks. {@link #isHeld} tests the other octet, so that a test is never taken for a running server. */
    private static final long SERVER = 0;

    /** Octet that a server locks for {@link #isHeld} of other processes. */
    private static final long SHOWN = 1;

    /** Creates the directory if there is none. @throws StoreException when it is in use, with the id of the process */
    public static synchronized DirectoryLock take(Path dataDirectory) {
        try {
            if (!Files.isDirectory(dataDirectory))
                Files.createDirectories(dataDirectory, SqliteFile.onlyOwner("rwx------"));
            Path directory = dataDirectory.toRealPath();
            if (!HELD.add(directory))
                throw inUse(dataDirectory, ProcessHandle.current().pid() + "");
            return locked(dataDirectory, directory);
        } catch (IOException e) {
            throw new StoreException(dataDirectory + " cannot be locked: " + FileFailure.words(e), e);
        }
    }

    private static DirectoryLock locked(Path named, Path directory) throws IOException {
        boolean taken = false;
        try {
            DirectoryLock lock = locked(named, directory, open(directory));
            taken = true;
            return lock;
        } finally {
            if (!taken) HELD.remove(directory);
        }
    }

    private static FileChannel open(Path directory) throws IOException {
        return FileChannel.open(
                directory.resolve(NAME), Set.of(CREATE, READ, WRITE), SqliteFile.onlyOwner("rw-------"));
    }

    private static DirectoryLock locked(Path named, Path directory, FileChannel channel) throws IOException {
        boolean taken = false;
        try {
            Optional<FileLock> lock = Optional.ofNullable(channel.tryLock(SERVER, 1, false));
            if (lock.isEmpty()) throw inUse(named, holder(channel));
            channel.lock(SHOWN, 1, false); // waits for isHeld of other processes, which takes microseconds
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            taken = true;
            return new DirectoryLock(directory, channel);
        } finally {
            if (!taken) channel.close();
        }
    }

    /** Whether a server holds the directory, in this process or another. @throws StoreException when that cannot be known */
    static synchronized boolean isHeld(Path dataDirectory) {
        Path file = dataDirectory.resolve(NAME);
        try {
            if (!Files.exists(file)) return false;
            if (HELD.contains(dataDirectory.toRealPath())) return true;
            try (var channel = FileChannel.open(file, READ);
                    var free = channel.tryLock(SHOWN, 1, true)) {
                return free == null;
            }
        } catch (IOException e) {
            throw new StoreException(file + " cannot be tested for a lock: " + FileFailure.words(e), e);
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    private static StoreException inUse(Path directory, String process) {
        return new StoreException(directory + " is used by a running server (process " + process
                + "); expected a data directory for each server, or PostgreSQL (--store), which several may share");
    }

    @Override
    public void close() {
        try (channel) {
            HELD.remove(directory);
        } catch (IOException e) {
            throw new StoreException(directory + " cannot be unlocked: " + FileFailure.words(e), e);
        }
    }
}
