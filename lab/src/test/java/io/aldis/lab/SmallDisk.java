package io.aldis.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A data directory on a file system of its own, in memory, that a server alone sees and that goes with it. */
final class SmallDisk {
    private static final String MOUNT = """
            cp -r "$0" "$0.before" && mount -t tmpfs -o size="$1" tmpfs "$0" && cp -r "$0.before/." "$0" && shift && exec "$@\"""";

    private final Path data;

    /** @param data what is in it is copied to the small disk */
    SmallDisk(Path data) {
        this.data = data;
    }

    /** Before a command: it keeps its process id. */
    List<String> under(String size) {
        var inAWorldOfItsOwn = List.of(Peers.need("unshare").toString(), "--map-root-user", "--mount");
        Running tried = Running.start("unshare", data, concat(inAWorldOfItsOwn, List.of("true")));
        if (tried.exit() != 0)
            Peers.lacking("This user may not mount anything in a namespace of its own: " + tried.said());
        return concat(inAWorldOfItsOwn, List.of("sh", "-c", MOUNT, data.toString(), size));
    }

    private static List<String> concat(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /** The file as that process sees it. */
    Path seenBy(Running server, String file) {
        return Path.of("/proc", Long.toString(server.pid()), "root")
                .resolve(data.toString().substring(1))
                .resolve(file);
    }

    static void fill(Path file, int bytes) {
        try {
            Files.write(file, new byte[bytes]);
        } catch (IOException e) {
            throw new AssertionError("cannot fill " + file, e);
        }
    }
}
