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
 * Stores the key that authenticates the server's Record-Route parameters in the data directory, so that dialogs through the server go on
 * after a restart. The file is readable by its owner only.
 */
final class DialogKeyFile {
    static final String NAME = "dialog.key";

    private DialogKeyFile() {}

    /** The key of that directory; created when there is none. @throws FailedException when the file cannot be read or written */
    static DialogKey in(Path data) {
        Path file = data.resolve(NAME);
        try {
            if (Files.notExists(file)) make(file);
            return DialogKey.of(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new FailedException("Cannot use " + file + ": " + PlainText.cause(e));
        }
    }

    /**
     * Creates the file by a hard link to a complete one: after a kill it is complete or missing, and two servers that start at the same time
     * get the same key.
     */
    private static void make(Path file) throws IOException {
        Path directory = Files.createDirectories(file.toAbsolutePath().getParent(), only("rwx------"));
        Path fresh = Files.createTempFile(directory, NAME, ".new", only("rw-------"));
        try {
            Files.writeString(fresh, DialogKey.random().hex() + "\n");
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // another server on the same directory was faster: its key is used
        } finally {
            Files.delete(fresh);
        }
    }

    private static FileAttribute<?> only(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
