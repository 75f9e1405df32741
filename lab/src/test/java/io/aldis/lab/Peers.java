package io.aldis.lab;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs that nobody here wrote and that tests talk to.
 *
 * <p>A peer that is not on this machine skips the test, and the build ends with a list of them. With
 * {@code -Dpeers=required} (or {@code PEERS=required} in the environment), as CI has it, it fails the test.
 */
final class Peers {
    /** The Debian package of a program, where it is called otherwise. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("sipp", "sip-tester"),
            Map.entry("baresip", "baresip-core"),
            Map.entry("linphonec", "linphone-cli"),
            Map.entry("nc", "netcat-openbsd"),
            Map.entry("unshare", "util-linux"),
            Map.entry("node", "nodejs"),
            Map.entry("svmap", "sipvicious"),
            Map.entry("svwar", "sipvicious"),
            Map.entry("svcrack", "sipvicious"));

    /** Debian keeps servers in the second, which the PATH of a user has not always. A PATH without the first hides all peers. */
    private static final String PROGRAMS = "/usr/bin";

    private static final String SERVERS = "/usr/sbin";

    private Peers() {}

    /** The program of that name, or the end of this test: skipped, or failed where peers are required. */
    static Path need(String program) {
        return need(program, required());
    }

    static Path need(String program, boolean required) {
        return find(program).orElseGet(() -> missing(program, required));
    }

    private static boolean required() {
        var property = System.getProperty("peers", "");
        return (property.isEmpty() ? System.getenv().getOrDefault("PEERS", "") : property).equals("required");
    }

    private static Optional<Path> find(String program) {
        return find(program, System.getenv().getOrDefault("PATH", ""));
    }

    static Optional<Path> find(String program, String path) {
        var folders = Arrays.asList(path.split(File.pathSeparator, -1));
        Stream<String> servers = folders.contains(PROGRAMS) ? Stream.of(SERVERS) : Stream.empty();
        return Stream.concat(folders.stream(), servers)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path missing(String program, boolean required) {
        return lacking(
                program + " is not on this machine (Debian package " + PACKAGES.getOrDefault(program, program) + ")",
                required);
    }

    /** The end of this test, as {@link #need} has it, for something that is no program. @param sentence what is missing */
    static <T> T lacking(String sentence) {
        return lacking(sentence, required());
    }

    private static <T> T lacking(String sentence, boolean required) {
        return required ? fail(sentence + ", but -Dpeers=required asks for it") : abort(sentence);
    }
}
