package io.aldis.app.command;

import io.aldis.server.DialogKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            throw new FailedException("Cannot use " + file + ": " + e.getMessage());
        }
    }

    /** With a database elsewhere nobody else makes the directory. */
    private static void make(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && Files.notExists(directory))
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Files.createFile(file, ownerOnly);
            Files.writeString(file, DialogKey.random().hex() + "\n");
        } catch (FileAlreadyExistsException e) {
            // another server on the same directory was faster: its key is as good
        }
    }
}
