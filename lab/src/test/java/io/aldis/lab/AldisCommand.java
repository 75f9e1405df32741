package io.aldis.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.sip.Aor;
import io.aldis.store.sql.SqlStore;
import io.aldis.store.sql.SqliteStore;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code aldis} command in a process of its own, as a user runs it, and a server made with it. */
final class AldisCommand {
    private static final Pattern UDP = Pattern.compile("udp:127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern TCP = Pattern.compile("tcp:127\\.0\\.0\\.1:(\\d+)");

    /**
     * Nobody is turned away since the machine stood still for a moment, or since all phones of a test are at one address; senders of other
     * domains are let in, and hear what the phones answer.
     */
    private static final List<String> PATIENT = List.of(
            "env",
            "ALDIS_LIMITS_DELAY=1h",
            "ALDIS_LIMITS_MESSAGES_PER_ADDRESS=1000000",
            "ALDIS_LIMITS_MESSAGES_PER_CONNECTION=1000000",
            "ALDIS_LIMITS_MESSAGES_PER_ACCOUNT=1000000",
            "ALDIS_FOREIGN_FROM=all",
            "ALDIS_FOREIGN_HIDE_USERS=false");

    private final Path folder;
    private final List<String> under;
    private final List<String> limits;

    AldisCommand(Path folder) {
        this(folder, List.of());
    }

    /** @param under a program with its arguments that starts another and keeps its process id */
    AldisCommand(Path folder, List<String> under) {
        this(folder, under, PATIENT);
    }

    private AldisCommand(Path folder, List<String> under, List<String> limits) {
        this.folder = folder;
        this.under = under;
        this.limits = limits;
    }

    /** With the usual limits: whoever floods this server may hear 503 from it. */
    AldisCommand strict() {
        return new AldisCommand(folder, under, List.of());
    }

    Running run(String... arguments) {
        var command = new ArrayList<>(under);
        command.addAll(limits);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + folder, // nothing of the user who runs the tests is touched
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

    /** Straight into the store: for those who never sign on. */
    void addUsers(List<String> users) {
        try (var store = SqliteStore.open(Path.of(data()))) {
            addUsers(store, users);
        }
    }

    /** Straight into the store, with that password. */
    void addUsers(List<String> users, String password) {
        try (var store = SqliteStore.open(Path.of(data()))) {
            for (String user : users) {
                String hash = md5(user + ":example.com:" + password);
                store.accounts().put(new Account(new Aor(user, "example.com"), Map.of("MD5", hash)));
            }
        }
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static void addUsers(SqlStore store, List<String> users) {
        for (String user : users)
            store.accounts().put(new Account(new Aor(user, "example.com"), Map.of("MD5", "0".repeat(32))));
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

    /** Without digest, for everybody on this machine. @param port zero for any */
    Server serveOpen(int port, String... more) {
        var arguments = new ArrayList<>(List.of("--trust", "127.0.0.0/8", "--open-registration"));
        for (String transport : List.of("udp", "tcp"))
            arguments.addAll(List.of("--listen", transport + ":127.0.0.1:" + port));
        arguments.addAll(List.of(more));
        return serve(arguments.toArray(String[]::new));
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
