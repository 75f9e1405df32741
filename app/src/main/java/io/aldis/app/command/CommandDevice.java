package io.aldis.app.command;

import io.aldis.net.LockedIdFile;
import io.aldis.sip.Aor;
import io.aldis.store.sql.FileFailure;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The device identity ({@code +sip.instance}, RFC 5626 §4.1) of a command. It is stored in a file per account, so that the server recognises
 * the device at the next run and delivers its stored messages. Commands that run at the same time use different files, in a fixed order.
 *
 * @param instance UUID of the device
 * @param file the file of the identity; empty for an identity that is not stored
 */
record CommandDevice(UUID instance, Optional<LockedIdFile> file) implements AutoCloseable {
    /** Number of stored identities of an account; further commands at the same time get an identity that is not stored. */
    private static final int MOST = 16;

    /** The first identity that no other command uses now. @throws FailedException when its file does not contain a UUID */
    static CommandDevice of(Aor address, Terminal terminal) {
        Path folder = configuration(terminal.environment()).resolve("devices");
        try {
            Files.createDirectories(folder);
            for (int number = 1; number <= MOST; number++) {
                var free = taken(folder.resolve(name(address, number)));
                if (free.isPresent()) return free.get();
            }
        } catch (IOException e) {
            terminal.say("cannot keep the name of this device in " + folder + " (" + FileFailure.words(e)
                    + "): to the server it is a new one each time");
        }
        return new CommandDevice(UUID.randomUUID(), Optional.empty());
    }

    /** {@code $XDG_CONFIG_HOME/aldis}, by default {@code ~/.config/aldis}. */
    static Path configuration(Map<String, String> variables) {
        return Optional.ofNullable(variables.get("XDG_CONFIG_HOME"))
                .filter(home -> home.startsWith("/"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config"))
                .resolve("aldis");
    }

    private static String name(Aor address, int number) {
        String user = URLEncoder.encode(address.user(), StandardCharsets.UTF_8);
        String domain = URLEncoder.encode(address.domain(), StandardCharsets.UTF_8);
        return user + '@' + domain + (number == 1 ? "" : "." + number);
    }

    /** Empty when another command uses the file. */
    private static Optional<CommandDevice> taken(Path file) throws IOException {
        return LockedIdFile.open(file, text -> {
                    throw new FailedException(
                            file + ": expected a UUID, the name of this device, but was \"" + text + '"');
                })
                .map(locked -> new CommandDevice(locked.id(), Optional.of(locked)));
    }

    @Override
    public void close() {
        try {
            if (file.isPresent()) file.get().close();
        } catch (IOException _) {
            // the identity was written before
        }
    }
}
