package io.aldis.app.command;

import io.aldis.net.PlainText;
import io.aldis.server.DialogKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The key of the marks in our Record-Route, kept in the data directory, so that calls through us go on after a restart. The file is
 * readable by its owner only.
 */
final class DialogKeyFile {
    static final String NAME = "dialog.key";

    private DialogKeyFile() {}

    /** The key of that directory; it is made when there is none. @throws FailedException when the file cannot be read or written */
    static DialogKey in(Path data) {
        Path file = data.resolve(NAME);
        try {
            if (Files.notExists(file)) make(file);
            return DialogKey.of(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new FailedException("Cannot use " + file + ": " + PlainText.cause(e));
        }
    }

    /** Whole or not at all: a server that is killed meanwhile starts again, and of two that start at once both have the same key. */
    private static void make(Path file) throws IOException {
        Path directory = Files.createDirectories(file.toAbsolutePath().getParent(), only("rwx------"));
        Path fresh = Files.createTempFile(directory, NAME, ".new", only("rw-------"));
        try {
            Files.writeString(fresh, DialogKey.random().hex() + "\n");
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // another server on the same directory was faster: its key is as good
        } finally {
            Files.delete(fresh);
        }
    }

    private static FileAttribute<?> only(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
