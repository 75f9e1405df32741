package io.aldis.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the permissions of files with keys and passwords. */
public final class SecretFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);

    private static final int ROOT = 0;

    private SecretFiles() {}

    /**
     * Logs a warning when others than its owner may read or change that file. A group may read the file of root. Nothing is checked where the file
     * system has no POSIX permissions.
     */
    public static void check(Path file) {
        try {
            int owner = (int) Files.getAttribute(file, "unix:uid");
            others(Files.getPosixFilePermissions(file), owner)
                    .ifPresent(who -> LOG.warn(
                            "file={}: holds a key or password, and {} may read or change it: chmod go= {}",
                            file,
                            who,
                            file));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            // there is no such file, or no such permission
        }
    }

    /** Who may read or change the file beside its owner, in words. @param owner the user id; 0 is root */
    static Optional<String> others(Set<PosixFilePermission> allowed, int owner) {
        if (allowed.contains(PosixFilePermission.OTHERS_READ) || allowed.contains(PosixFilePermission.OTHERS_WRITE))
            return Optional.of("EVERY USER of this machine");
        boolean group = allowed.contains(PosixFilePermission.GROUP_WRITE)
                || (owner != ROOT && allowed.contains(PosixFilePermission.GROUP_READ));
        return group ? Optional.of("every user of its GROUP") : Optional.empty();
    }
}
