package io.aldis.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program says to the kernel: its calls that write, wait for the disk, and send, by strace. */
final class Strace {
    private static final String CALLS = "pwrite64,pwritev,pwritev2,write,writev,fsync,fdatasync,msync,sync_file_range,"
            + "sendto,sendmsg,sendmmsg,io_uring_enter";
    private static final String NETWORK = "readv,recvfrom,recvmsg,recvmmsg,writev,sendto,sendmsg,sendmmsg";
    private static final Pattern LINE = Pattern.compile("(\\d+) +(\\d+)\\.(\\d{6}) (.*)", Pattern.DOTALL);
    private static final Pattern WHOLE = Pattern.compile("(\\w+)\\((.*)\\) += (-?\\d+).*", Pattern.DOTALL);
    private static final Pattern UNFINISHED = Pattern.compile("(\\w+)\\((.*) <unfinished \\.\\.\\.>", Pattern.DOTALL);
    private static final Pattern RESUMED =
            Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)\\) += (-?\\d+).*", Pattern.DOTALL);
    private static final Pattern OCTET = Pattern.compile("\\\\x([0-9a-f]{2})");

    /**
     * One call. Its moments are numbers of lines in the log: what one thread does because another has done something is behind it there.
     *
     * @param begin when it was entered
     * @param end when it returned
     * @param arguments with octets as characters
     * @param micros when it was entered, microseconds since 1970
     */
    record Call(String name, String arguments, long result, int begin, int end, long micros) {}

    private record Begun(String name, String arguments, int at, long micros) {}

    private Strace() {}

    /** Before a command: its process keeps its id, and strace is a process beside it. */
    static List<String> into(Path log) {
        return into(log, CALLS);
    }

    /** The same for what it sends and receives over its sockets. */
    static List<String> network(Path log) {
        return into(log, NETWORK);
    }

    private static List<String> into(Path log, String calls) {
        String strace = Peers.need("strace").toString();
        return List.of(
                strace,
                "-D",
                "-f",
                "--seccomp-bpf",
                "-q",
                "-ttt",
                "-y",
                "-xx",
                "-s",
                "70000",
                "-e",
                "signal=none",
                "-e",
                "trace=" + calls,
                "-o",
                log.toString());
    }

    /** Kills what runs under strace, and waits until strace, a process beside it, has written all that it saw. */
    static void end(Running traced) throws IOException {
        String tracer = Files.readAllLines(Path.of("/proc/" + traced.pid() + "/status")).stream()
                .filter(line -> line.startsWith("TracerPid:"))
                .map(line -> line.substring("TracerPid:".length()).strip())
                .findFirst()
                .orElseThrow();
        traced.kill();
        await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(Path.of("/proc", tracer)));
    }

    /** In the order of their beginnings. */
    static List<Call> read(Path log) throws IOException {
        var calls = new ArrayList<Call>();
        Map<String, Begun> begun = new HashMap<>();
        List<String> lines = Files.readAllLines(log, StandardCharsets.US_ASCII);
        for (int at = 0; at < lines.size(); at++) {
            Matcher line = LINE.matcher(lines.get(at));
            if (line.matches()) {
                long micros = Long.parseLong(line.group(2) + line.group(3));
                read(line.group(1), new Begun("", line.group(4), at, micros), begun, calls);
            }
        }
        calls.sort((one, other) -> Integer.compare(one.begin(), other.begin()));
        return calls;
    }

    /** @param line its text, where it stands, and its time */
    private static void read(String thread, Begun line, Map<String, Begun> begun, List<Call> calls) {
        Matcher whole = WHOLE.matcher(line.arguments());
        Matcher unfinished = UNFINISHED.matcher(line.arguments());
        Matcher resumed = RESUMED.matcher(line.arguments());
        if (unfinished.matches())
            begun.put(thread, new Begun(unfinished.group(1), unfinished.group(2), line.at(), line.micros()));
        else if (resumed.matches()) {
            Begun first = begun.remove(thread);
            if (first != null) calls.add(call(first, resumed.group(2), resumed.group(3), line.at()));
        } else if (whole.matches()) {
            var all = new Begun(whole.group(1), whole.group(2), line.at(), line.micros());
            calls.add(call(all, "", whole.group(3), line.at()));
        }
    }

    private static Call call(Begun begun, String more, String result, int end) {
        String arguments = octets(begun.arguments() + more);
        return new Call(begun.name(), arguments, Long.parseLong(result), begun.at(), end, begun.micros());
    }

    private static String octets(String text) {
        return OCTET.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(found.group(1), 16))));
    }
}
