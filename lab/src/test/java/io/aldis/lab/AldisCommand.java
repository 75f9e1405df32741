package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code aldis} command in a process of its own, as a user runs it, and a server made with it. */
final class AldisCommand {
    private static final Pattern UDP = Pattern.compile("udp:127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern TCP = Pattern.compile("tcp:127\\.0\\.0\\.1:(\\d+)");

    private final Path folder;

    AldisCommand(Path folder) {
        this.folder = folder;
    }

    Running run(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.aldis.app.Main"));
        command.addAll(List.of(arguments));
        return Running.start("aldis " + String.join(" ", arguments), folder, command);
    }

    void addUser(String user, String password) {
        Running add = run("user", "add", "sip:" + user + "@example.com", "--password-stdin", "--data", data());
        assertThat(add.type(password + "\n").exit()).as(add.said()).isZero();
    }

    String data() {
        return folder.resolve("data").toString();
    }

    /** A server for example.com with digest on; any port unless told. */
    Server serve(String... more) {
        var arguments = new ArrayList<>(List.of("serve", "--data", data(), "--domain", "example.com"));
        if (more.length == 0) more = new String[] {"--listen", "udp:127.0.0.1:0", "--listen", "tcp:127.0.0.1:0"};
        arguments.addAll(List.of(more));
        Running process = run(arguments.toArray(String[]::new));
        String ready = process.await(line -> line.contains("udp:127.0.0.1:") && line.contains("ready"), "ready");
        return new Server(process, port(UDP, ready), port(TCP, ready));
    }

    private static int port(Pattern pattern, String ready) {
        Matcher matcher = pattern.matcher(ready);
        assertThat(matcher.find()).as(ready).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    record Server(Running process, int udp, int tcp) implements AutoCloseable {
        int port(String transport) {
            return transport.equals("udp") ? udp : tcp;
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
