package io.aldis.store.sql;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.aldis.server.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is there whole or not at all, for its owner's eyes only, and never in the place of another. It is written under another
 * name beside it; closing it without {@link #publish} leaves nothing.
 */
public final class NewFile implements AutoCloseable {
    private final Path target;
    private final Path unfinished;

    private NewFile(Path target, Path unfinished) {
        this.target = target;
        this.unfinished = unfinished;
    }

    /** @throws StoreException when there is a file of that name already, or none can be made there */
    public static NewFile at(Path file) {
        Path target = file.toAbsolutePath();
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) throw isThere(target);
        try {
            String prefix = "." + target.getFileName() + ".";
            Path directory = target.resolveSibling(".").normalize();
            return new NewFile(
                    target, Files.createTempFile(directory, prefix, ".part", SqliteFile.onlyOwner("rw-------")));
        } catch (IOException e) {
            throw new StoreException(target + " cannot be made: " + FileFailure.words(e), e);
        }
    }

    private static StoreException isThere(Path target) {
        return new StoreException(target + " is there already and is not overwritten");
    }

    /** Where it is written. */
    public Path unfinished() {
        return unfinished;
    }

    /** What was written has its name now, and survives a power failure. */
    public void publish() {
        try {
            sync(unfinished, WRITE);
            rename();
            sync(target.resolveSibling(".").normalize(), READ);
        } catch (FileAlreadyExistsException e) {
            throw isThere(target);
        } catch (IOException e) {
            throw new StoreException(target + " cannot be written: " + FileFailure.words(e), e);
        }
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    /** A second name is refused when there is a file of that name; a plain rename would take its place. */
    private void rename() throws IOException {
        try {
            Files.createLink(target, unfinished);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException _) {
            Files.move(unfinished, target); // a file system without second names: looks first, then renames
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            throw new StoreException(unfinished + " cannot be removed: " + FileFailure.words(e), e);
        }
    }
}
