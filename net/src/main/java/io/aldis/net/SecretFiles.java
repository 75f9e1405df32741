package io.aldis.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the permissions of files with keys and passwords. */
public final class SecretFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);

    private SecretFiles() {}

    /** Logs a warning when every user of the machine may read or change that file. */
    public static void check(Path file) {
        if (isOpen(file))
            LOG.warn(
                    "file={}: holds a key or password, and EVERY USER of this machine may read or change it: chmod o= {}",
                    file,
                    file);
    }

    /** False where the file system has no POSIX permissions. */
    static boolean isOpen(Path file) {
        try {
            var allowed = Files.getPosixFilePermissions(file);
            return allowed.contains(PosixFilePermission.OTHERS_READ)
                    || allowed.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }
}
