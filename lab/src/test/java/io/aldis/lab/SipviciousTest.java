package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.lab.AldisCommand.Server;
import io.aldis.store.sql.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * SIPVicious finds the server, and no account and no password. It finds them at a server that reveals account names, and at one that does not
 * limit guesses.
 */
@Timeout(120)
class SipviciousTest {
    /** Of user 200; 203 has it as well. */
    private static final String PASSWORD = "opensesame";

    /** In front of the right one, twice as many as the server lets pass, where nobody counts. */
    private static final int WRONG = 20;
    /** The same where the server counts: so many that its word comes before the right one, however slow the machine is. */
    private static final int MANY = 2000;

    /** All that svwar asks with. */
    private static final List<String> METHODS = List.of("REGISTER", "INVITE", "OPTIONS");

    @TempDir
    private static Path folder;

    private static Server server;

    /** What scans that server, all of it at a time: each waits for seconds after its last answer. */
    private static final Map<String, Running> SCANNERS = new HashMap<>();

    @BeforeAll
    static void serve() throws IOException {
        Peers.need("svmap");
        var aldis = new AldisCommand(folder);
        aldis.addUsers(List.of("200", "203"), PASSWORD);
        server = aldis.serve();
        SCANNERS.put("svmap", start("svmap", server.udp()));
        SCANNERS.put("svcrack", svcrack(server.udp(), MANY));
        for (String method : METHODS) SCANNERS.put(method, svwar(server.udp(), method));
    }

    @AfterAll
    static void end() {
        SCANNERS.values().forEach(Running::close);
        if (server != null) server.close();
    }

    /** @param port of the server that is looked at */
    private static Running start(String program, int port, String... more) {
        var command = new ArrayList<>(List.of(Peers.need(program).toString(), "-p", Integer.toString(port)));
        command.addAll(List.of("-b", "127.0.0.1", "-x", "127.0.0.1", "-P", Integer.toString(FreePort.any())));
        command.addAll(List.of("-t", "0.02", "-v", "-v"));
        command.addAll(List.of(more));
        command.add("127.0.0.1");
        return Running.start(program, folder, command);
    }

    /** @return what it said until it ended */
    private static String ended(Running scanner) {
        try (scanner) {
            scanner.exit();
            return scanner.said();
        }
    }

    /** Asks for 200 to 203, of whom the first and the last are there; before that, for somebody at random. */
    private static Running svwar(int port, String method) {
        return start("svwar", port, "-m", method, "-e", "200-203", "--force", "--domain", "example.com");
    }

    private static Running svcrack(int port, int wrong) throws IOException {
        var words = new ArrayList<String>();
        for (int i = 0; i < wrong; i++) words.add("guess" + i);
        words.add(PASSWORD);
        Path file = Files.write(folder.resolve("words" + wrong + ".txt"), words);
        return start("svcrack", port, "-u", "200", "-d", file.toString(), "--domain", "example.com");
    }

    private static String said(String scanner) {
        return ended(Objects.requireNonNull(SCANNERS.get(scanner)));
    }

    @Test
    void svmapFindsTheServerAndNothingElse() {
        assertThat(said("svmap")).contains("127.0.0.1:" + server.udp()).doesNotContain("200@", "203@");
    }

    /** User 200 hears what the one at random has heard, so svwar sees no use in going on. */
    @ParameterizedTest
    @FieldSource("METHODS")
    void svwarFindsNoAccount(String method) {
        assertThat(said(method)).contains("Bad user = SIP/2.0 40", "sending request for 200", "found nothing");
    }

    /** A server that asks known users for their password and says 404 to all others. */
    @Test
    void svwarFindsTheAccountsOfACarelessServer() {
        try (var teller = new UdpPhone()) {
            Running scanner = svwar(teller.port(), "REGISTER");
            Thread.ofVirtual().start(() -> tell(teller));
            assertThat(ended(scanner))
                    .contains("extension '200' exists", "extension '203' exists")
                    .doesNotContain("extension '201'", "found nothing");
        }
    }

    private static void tell(UdpPhone teller) {
        while (!teller.closed()) {
            Optional<String> request = teller.hear(Duration.ofMinutes(1));
            if (request.isEmpty()) return;
            String via = SipText.header(request.get(), "Via");
            int port = Integer.parseInt(via.replaceFirst("(?s)[^:]*:(\\d+).*", "$1"));
            boolean known = SipText.header(request.get(), "To").matches(".*sip:20[03]@.*");
            teller.say(port, SipText.ok(request.get()).replaceFirst("200 OK", known ? "401 Who?" : "404 Nobody"));
        }
    }

    /** At the eleventh guess it is told 503 and stops, long before the right one. Who guesses for one account does no harm to another. */
    @Test
    void svcrackFindsNoPasswordWithinTheGuessLimit() {
        assertThat(said("svcrack"))
                .contains("trying guess9", "found nothing")
                .doesNotContain("trying guess" + (MANY - 1), PASSWORD);
        server.process().await("too many wrong passwords: account=sip:200@example.com");
        new Sipp(folder, "udp", server.udp()).register("203", PASSWORD, FreePort.any());
    }

    /** With few words, where nobody counts. */
    @Test
    void svcrackFindsThePasswordWithoutGuessLimits() throws IOException {
        var careless = new AldisCommand(Files.createDirectory(folder.resolve("careless")));
        Path settings =
                Files.writeString(folder.resolve("careless.yaml"), "guesses: {per-account: 1000, per-address: 1000}\n");
        careless.addUsers(List.of("200"), PASSWORD);
        try (Server open = careless.serve(
                "--config", settings.toString(), "--listen", "udp:127.0.0.1:0", "--listen", "tcp:127.0.0.1:0")) {
            assertThat(ended(svcrack(open.udp(), WRONG))).contains("The password for 200 is " + PASSWORD);
        }
    }
}
