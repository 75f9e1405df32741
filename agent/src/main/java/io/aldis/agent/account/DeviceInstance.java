package io.aldis.agent.account;

import io.aldis.agent.AgentSettings;
import io.aldis.agent.AgentStartException;
import io.aldis.net.LockedIdFile;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The instance id of an agent (RFC 5626 §4.1): the server knows by it that an agent is the same device after a restart. Held from
 * {@code open} to {@code close}.
 *
 * @param id the value of {@code +sip.instance}
 * @param held what keeps another agent from using the id at the same time
 */
public record DeviceInstance(UUID id, AutoCloseable held) implements AutoCloseable {
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
            LockedIdFile locked = LockedIdFile.open(file, text -> {
                        throw new AgentStartException(
                                "instanceFile: expected a UUID in " + file + " but was \"" + text + '"',
                                new IOException("no UUID"));
                    })
                    .orElseThrow(() -> new AgentStartException(
                            "instanceFile: " + file + " is used by another agent: two agents cannot be one device",
                            new IOException("locked")));
            return new DeviceInstance(locked.id(), locked);
        } catch (IOException e) {
            throw new AgentStartException("instanceFile: cannot use " + file + ": " + e, e);
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
