package io.aldis.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * A UUID in a file. The file is locked from {@link #open} to {@link #close}, so that no two programs use the same id at a time. The lock ends with
 * the process at the latest. Safe for every thread.
 */
public final class LockedIdFile implements AutoCloseable {
    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final int LONGEST = 64;

    private final UUID id;
    private final FileChannel channel;

    private LockedIdFile(UUID id, FileChannel channel) {
        this.id = id;
        this.channel = channel;
    }

    /**
     * Reads the id. A file that is not there or empty gets a random one, which is on disk when this returns.
     *
     * @param malformed for a file with other text: answers the id that replaces it, or throws
     * @param attributes of a file that is created
     * @return absent when another program, or this one, uses the file
     */
    public static Optional<LockedIdFile> open(
            Path file, Function<String, UUID> malformed, FileAttribute<?>... attributes) throws IOException {
        FileChannel channel = FileChannel.open(file, OPTIONS, attributes);
        boolean open = false;
        try {
            if (!isLocked(channel)) return Optional.empty();
            var locked = new LockedIdFile(idOf(channel, malformed), channel);
            open = true;
            return Optional.of(locked);
        } finally {
            if (!open) channel.close();
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) { // by this process
            return false;
        }
    }

    private static UUID idOf(FileChannel channel, Function<String, UUID> malformed) throws IOException {
        var bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
        Optional<UUID> known = parsed(text);
        if (known.isPresent()) return known.get();
        UUID fresh = text.isEmpty() ? UUID.randomUUID() : malformed.apply(text);
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(fresh + "\n"), 0);
        channel.force(true);
        return fresh;
    }

    private static Optional<UUID> parsed(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public UUID id() {
        return id;
    }

    /** Frees the id. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
