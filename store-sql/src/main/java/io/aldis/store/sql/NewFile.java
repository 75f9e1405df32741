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
 * A new file with the mode 0600 that appears atomically and never replaces another. It is written to a temporary file in the same directory;
 * closing it without {@link #publish} leaves nothing.
 */
public final class NewFile implements AutoCloseable {
    private final Path target;
    private final Path unfinished;

    private NewFile(Path target, Path unfinished) {
        this.target = target;
        this.unfinished = unfinished;
    }

    /** Creates the temporary file. @throws StoreException when there is a file of that name already, or none can be created there */
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

    /** The temporary file to write to. */
    public Path unfinished() {
        return unfinished;
    }

    /** Gives the file its name; it survives a power failure. @throws StoreException when it cannot be written or the name is in use */
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

    /** Uses a hard link, which fails when there is a file of that name; a rename would replace it. */
    private void rename() throws IOException {
        try {
            Files.createLink(target, unfinished);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException _) {
            Files.move(unfinished, target); // a file system without hard links: Files.move checks first, then renames
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
