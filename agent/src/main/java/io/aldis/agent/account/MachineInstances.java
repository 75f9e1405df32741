package io.aldis.agent.account;

import io.aldis.sip.Aor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Default instance ids: derived from account, host name, user of the operating system and a number. The first agent of an account that is
 * open on the machine has number 1, the next one 2, and so on; an agent that is closed, or whose process has ended, frees its number.
 *
 * <p>Other processes are kept off a number by a lock on one byte of a file in the user's state directory. The byte is chosen by the id, so
 * that one open file is enough for any number of agents. Safe for every thread.
 */
final class MachineInstances {
    private static final Logger LOG = LoggerFactory.getLogger(MachineInstances.class);

    /** More agents of one account at a time get random ids. */
    private static final int MOST = 256;

    private static final Set<UUID> TAKEN = new HashSet<>();
    private static final Optional<FileChannel> LOCKS = locks();
    private static final String HOST = host();

    private MachineInstances() {}

    static DeviceInstance next(Aor account) {
        for (int number = 1; number <= MOST; number++) {
            UUID id = DeviceInstance.derived(
                    account, "host", HOST, System.getProperty("user.name", ""), Integer.toString(number));
            var held = take(id);
            if (held.isPresent()) return new DeviceInstance(id, held.get());
        }
        LOG.warn("account={}: {} agents are open here: this one is a new device after a restart", account, MOST);
        return new DeviceInstance(UUID.randomUUID(), () -> {});
    }

    private static synchronized Optional<AutoCloseable> take(UUID id) {
        if (!TAKEN.add(id)) return Optional.empty();
        if (LOCKS.isEmpty()) return Optional.of(() -> free(id));
        try {
            FileLock lock = LOCKS.get().tryLock(id.getMostSignificantBits() & (Long.MAX_VALUE >> 1), 1, false);
            if (lock != null)
                return Optional.of(() -> {
                    lock.release();
                    free(id);
                });
        } catch (OverlappingFileLockException _) {
            // locked by another class loader of this process
        } catch (IOException e) {
            LOG.warn("cannot lock an instance id: another program on this machine may be the same device", e);
            return Optional.of(() -> free(id));
        }
        TAKEN.remove(id);
        return Optional.empty();
    }

    private static synchronized void free(UUID id) {
        TAKEN.remove(id);
    }

    private static Optional<FileChannel> locks() {
        for (Path folder : folders().toList()) {
            try {
                Files.createDirectories(folder);
                return Optional.of(FileChannel.open(
                        folder.resolve("instances.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            } catch (IOException e) {
                LOG.debug("no lock file in {}", folder, e);
            }
        }
        LOG.warn(
                "cannot write to {}: two programs of one account on this machine are one device, unless each has an"
                        + " instanceFile or a name of its own",
                folders().toList());
        return Optional.empty();
    }

    /** XDG state directory first, then the temporary one. */
    private static Stream<Path> folders() {
        String user = System.getProperty("user.name", "");
        var state = Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state"));
        return Stream.of(state.resolve("aldis"), Path.of(System.getProperty("java.io.tmpdir"), "aldis-" + user));
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return hostByName();
        }
    }

    private static String hostByName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "";
        }
    }
}
