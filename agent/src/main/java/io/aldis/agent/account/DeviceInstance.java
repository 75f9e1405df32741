package io.aldis.agent.account;

import io.aldis.agent.AgentSettings;
import io.aldis.agent.AgentStartException;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * The instance id of an agent (RFC 5626 §4.1): the server knows by it that an agent is the same device after a restart. Held from
 * {@code open} to {@code close}.
 *
 * @param id the value of {@code +sip.instance}
 * @param held what keeps another agent from using the id at the same time
 */
public record DeviceInstance(UUID id, AutoCloseable held) implements AutoCloseable {
    private static final int LONGEST_FILE = 64;

    /** @throws AgentStartException when the file cannot be used, or another agent uses it */
    public static DeviceInstance open(AgentSettings.Instance source, Aor account) {
        return switch (source) {
            case AgentSettings.Instance.Machine _ -> MachineInstances.next(account);
            case AgentSettings.Instance.Name(String text) ->
                new DeviceInstance(derived(account, "name", text), () -> {});
            case AgentSettings.Instance.Kept(Path file) -> kept(file);
            case AgentSettings.Instance.Given(UUID id) -> new DeviceInstance(id, () -> {});
        };
    }

    /** Name-based UUID: the same for the same account and words on every machine. */
    static UUID derived(Aor account, String... words) {
        String all = account + "\n" + String.join("\n", words);
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
    }

    private static DeviceInstance kept(Path file) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) Files.createDirectories(parent);
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return kept(file, channel);
        } catch (IOException e) {
            throw new AgentStartException("instanceFile: cannot use " + file + ": " + e, e);
        }
    }

    private static DeviceInstance kept(Path file, FileChannel channel) throws IOException {
        boolean done = false;
        try {
            if (!locked(channel))
                throw new AgentStartException(
                        "instanceFile: " + file + " is used by another agent: two agents cannot be one device",
                        new IOException("locked"));
            UUID id = read(file, channel).orElseGet(UUID::randomUUID);
            channel.write(StandardCharsets.UTF_8.encode(id + "\n"), 0);
            channel.force(true);
            done = true;
            return new DeviceInstance(id, channel);
        } finally {
            if (!done) channel.close();
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false; // locked by an agent of this process
        }
    }

    private static Optional<UUID> read(Path file, FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(LONGEST_FILE);
        channel.read(bytes, 0);
        String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
        if (text.isEmpty()) return Optional.empty();
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw new AgentStartException("instanceFile: expected a UUID in " + file + " but was \"" + text + '"', e);
        }
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (Exception _) {
            // the lock ends with the process at the latest
        }
    }
}
