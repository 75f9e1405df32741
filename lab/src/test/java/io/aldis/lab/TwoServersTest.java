package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.store.sql.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two server processes on one PostgreSQL database behave like one server to phones and senders. */
@Timeout(180)
class TwoServersTest {
    private static Optional<EmbeddedPostgres> postgres = Optional.empty();

    @TempDir
    private static Path folder;

    private AldisCommand.Server one;
    private AldisCommand.Server two;
    private PlainPhone sender;
    private static int users;
    private final String user = "user" + users++;

    @BeforeAll
    static void database() throws IOException {
        postgres = Optional.of(EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setPGStartupWait(Postgres.STARTUP)
                .start());
    }

    @AfterAll
    static void end() throws IOException {
        if (postgres.isPresent()) postgres.get().close();
    }

    private static String url() {
        return "postgresql://postgres@localhost:" + postgres.orElseThrow().getPort() + "/postgres";
    }

    /** With T1 = 50 ms a lease is 4 s. */
    private static final String CONFIGURATION = """
        timers:
          t1: 50ms
          t2: 100ms
        patience: 3s
        mailbox:
          messages: 2000
          messages-per-sender: 2000
        """;

    private static final int QUIET = 250;

    private static AldisCommand.Server serve(String name) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        Path file = Files.writeString(own.resolve("aldis.yaml"), CONFIGURATION);
        List<String> arguments = List.of(
                "--config " + file,
                "--store " + url(),
                "--listen udp:127.0.0.1:0",
                "--listen tcp:127.0.0.1:0",
                "--trust 127.0.0.0/8");
        return new AldisCommand(own).serve(String.join(" ", arguments).split(" "));
    }

    @BeforeEach
    void open() throws IOException {
        sender = PlainPhone.udp();
        one = serve("one");
        two = serve("two");
        Running add = new AldisCommand(folder)
                .run("user", "add", "sip:" + user + "@example.com", "--password-stdin", "--store", url());
        // 4: a server that the test before has killed is waited for until its row is 20 s old
        assertThat(add.type("secret\n").exit()).as(add.said()).isIn(0, 4);
        known(one);
        known(two);
    }

    /** Waits until the server has heard of the account: there is nobody yet, but he is known. */
    private void known(AldisCommand.Server server) throws IOException {
        String answer = "";
        for (int i = 0; i < 1000 && !answer.startsWith("SIP/2.0 480"); i++) {
            sender.ask(user, server.udp());
            answer = sender.await("SIP/2.0 4");
        }
        assertThat(answer).startsWith("SIP/2.0 480");
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        one.close();
        two.close();
    }

    private void accepted(String body, AldisCommand.Server by) throws IOException {
        sender.write(user, body, by.udp());
        assertThat(sender.await("SIP/2.0 2")).startsWith("SIP/2.0 202");
    }

    private static void registered(PlainPhone phone, String user, int cseq, int port) throws IOException {
        phone.register(user, cseq, port);
        phone.await("SIP/2.0 200");
    }

    @Test
    void messageAcceptedByOneServerIsDeliveredByTheOther() throws IOException {
        accepted("first", one);
        accepted("second", two);
        accepted("third", one);
        try (PlainPhone phone = PlainPhone.udp()) {
            registered(phone, user, 1, two.udp());
            assertThat(taken(phone, 3)).containsExactly("first", "second", "third");
        }
    }

    /** What comes, each sending once, and answered to whom it came from: both can reach the phone. */
    private static List<String> taken(PlainPhone phone, int most) throws IOException {
        var bodies = new ArrayList<String>();
        Set<String> sendings = new HashSet<>();
        for (var next = phone.hear(PlainPhone.PATIENCE);
                next.isPresent();
                next = phone.hear(bodies.size() < most ? PlainPhone.PATIENCE : 500))
            if (next.get().startsWith("MESSAGE ")) {
                if (sendings.add(sending(next.get()))) bodies.add(PlainPhone.body(next.get()));
                phone.take(next.get(), port(next.get()));
            }
        return bodies;
    }

    /**
     * Its connection is with the other: only over that it can be reached. Until the one has heard of it, and while what it has accepted before
     * is still on its way, a message is accepted.
     */
    @Test
    void phoneOfTheOtherServerIsReachedThroughIt() throws IOException {
        try (PlainPhone phone = PlainPhone.tcp(two.tcp())) {
            registered(phone, user, 1, two.tcp());
            String answer = "SIP/2.0 202";
            for (int i = 0; i < 20 && answer.startsWith("SIP/2.0 202"); i++) {
                sender.write(user, "hello" + i, one.udp());
                phone.take(phone.await("MESSAGE "), two.tcp());
                answer = sender.await("SIP/2.0 2");
                assertThat(phone.hear(QUIET)).as("each once").isEmpty();
            }
            assertThat(answer).startsWith("SIP/2.0 200");
        }
    }

    @Test
    void phoneOfADeadServerIsAbsentUntilItRegistersWithTheOther() throws IOException {
        try (PlainPhone phone = PlainPhone.tcp(two.tcp())) {
            registered(phone, user, 1, two.tcp());
            two.process().kill();
        }
        accepted("kept", one);
        try (PlainPhone phone = PlainPhone.tcp(one.tcp())) {
            registered(phone, user, 2, one.tcp());
            String message = phone.await("MESSAGE ");
            assertThat(PlainPhone.body(message)).isEqualTo("kept");
            phone.take(message, one.tcp());
        }
    }

    @Test
    void thousandMessagesAreDeliveredOnceAndInOrderByTwoServers() throws IOException {
        List<String> bodies =
                IntStream.range(0, 1000).mapToObj(i -> "letter" + i).toList();
        for (int i = 0; i < bodies.size(); i++) accepted(bodies.get(i), i % 2 == 0 ? one : two);
        try (PlainPhone phone = PlainPhone.udp()) {
            for (int i = 1; i <= 3; i++) {
                phone.register(user, 2 * i - 1, one.udp());
                phone.register(user, 2 * i, two.udp());
            }
            assertThat(taken(phone, bodies.size())).containsExactlyElementsOf(bodies);
        }
    }

    /** The same for repetitions of one transaction of one server, and for nothing else: the other would send under the same branch. */
    private static String sending(String message) {
        return port(message) + message.replaceFirst("(?s).*?branch=([^;\\s]+).*", "$1");
    }

    /** Who has sent it. */
    private static int port(String message) {
        return Integer.parseInt(message.replaceFirst("(?s).*?Via: SIP/2.0/UDP 127.0.0.1:(\\d+).*", "$1"));
    }

    @Test
    void messageInDeliveryOfADeadServerIsDeliveredByTheOther() throws IOException {
        for (int i = 0; i < 5; i++) accepted("letter" + i, one);
        try (PlainPhone phone = PlainPhone.udp()) {
            registered(phone, user, 1, two.udp());
            String first = phone.await("MESSAGE ");
            phone.take(first, port(first));
            String inFlight = phone.await("MESSAGE ");
            while (sending(inFlight).equals(sending(first))) inFlight = phone.await("MESSAGE "); // repeated meanwhile
            assertThat(PlainPhone.body(inFlight)).isEqualTo("letter1");
            AldisCommand.Server dead = port(inFlight) == two.udp() ? two : one; // it can be reached by both
            dead.process().kill();
            var heard = new ArrayList<String>();
            Set<String> sent = new HashSet<>();
            while (heard.size() < 4) {
                String message = phone.await("MESSAGE ");
                if (port(message) == dead.udp()) continue; // sent before the kill
                if (sent.add(sending(message))) heard.add(PlainPhone.body(message));
                phone.take(message, port(message));
            }
            assertThat(heard).containsExactly("letter1", "letter2", "letter3", "letter4");
        }
    }
}
