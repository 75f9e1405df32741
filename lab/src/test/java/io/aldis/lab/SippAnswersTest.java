package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.IncomingMessage;
import io.aldis.store.sql.FreePort;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sender receives through {@code aldis serve} for each kind of response of Bob's phone, which is SIPp. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SippAnswersTest {
    private static final Pattern TOOK = Pattern.compile("\"milliseconds\": ?(\\d+)");

    private AldisCommand aldis;
    private AldisCommand.Server server;
    private Sipp sipp;

    @BeforeAll
    void open(@TempDir Path folder) {
        aldis = new AldisCommand(folder);
        aldis.addUser("alice", "wonderland");
        server = aldis.serve();
        sipp = new Sipp(folder, "udp", server.udp());
    }

    @AfterAll
    void close() {
        server.close();
    }

    /** Bob is another user for each test, so that no test finds the phone of the one before. */
    private Running phone(String bob, String scenario, String status) {
        aldis.addUser(bob, "builder");
        int port = FreePort.any();
        Running phone = sipp.start(scenario, port, Map.of("status", status));
        sipp.register(bob, "builder", port);
        return phone;
    }

    private Running send(String to) {
        return aldis.run(
                        "send",
                        "--from",
                        "sip:alice@example.com",
                        "--to",
                        "sip:" + to + "@example.com",
                        "--password-stdin",
                        "--server",
                        "127.0.0.1:" + server.udp() + ";transport=udp",
                        "--json",
                        "are you there?")
                .type("wonderland\n");
    }

    @ParameterizedTest
    @CsvSource({
        "200 OK, 0, 200",
        "202 Accepted, 3, 202",
        "404 Not Found, 1, 404",
        "480 Temporarily Unavailable, 3, 202",
        "486 Busy Here, 3, 202",
        "500 Server Internal Error, 3, 202",
        "503 Service Unavailable, 3, 202",
        "603 Decline, 1, 603"
    })
    @Tag("3428-3-08")
    @Tag("3428-7-11")
    void senderGetsTheResponseOfThePhoneOr202(String status, int exit, int heard) {
        String bob = "bob" + status.substring(0, 3);
        try (var phone = phone(bob, "reply", status)) {
            Running sent = send(bob);
            assertThat(sent.exit()).as(sent::said).isEqualTo(exit);
            assertThat(sent.said()).containsPattern("\"status\": ?" + heard);
            sipp.ended(phone);
        }
    }

    /** SIPp as the sender fails when it hears the 180. */
    @Test
    @Tag("4320-4.1-01")
    void provisionalResponseIsNotForwarded() {
        try (var phone = phone("bob180", "provisional", "")) {
            sipp.play("send", Map.of("user", "alice", "password", "wonderland", "peer", "bob180", "text", "hello"));
            sipp.ended(phone);
        }
    }

    /** The server repeats the message to the phone, and the sender his to the server: the phone has one call all the same. */
    @Test
    @Tag("3428-1-24")
    void lateResponseArrives() {
        try (var phone = phone("boblate", "late", "")) {
            Running sent = send("boblate");
            assertThat(sent.exit()).as(sent::said).isZero();
            Matcher took = TOOK.matcher(sent.said());
            assertThat(took.find()).as(sent.said()).isTrue();
            assertThat(Integer.parseInt(took.group(1))).isGreaterThanOrEqualTo(4900);
            sipp.ended(phone);
        }
    }

    /** A phone that is registered twice gets two copies, each with a Via of its own. */
    @Test
    @Tag("3428-1-24")
    void twoCopiesOfAForkAreShownOnce() throws InterruptedException {
        aldis.addUser("bobtwice", "builder");
        var shown = new LinkedBlockingQueue<IncomingMessage>();
        try (var bob = Agent.builder()
                .address("sip:bobtwice@example.com")
                .password("builder")
                .server("127.0.0.1:" + server.udp() + ";transport=udp")
                .listen(Listening.on("udp"))
                .onMessage(shown::add)
                .open()) {
            bob.register();
            sipp.register("bobtwice", "builder", Listening.port(bob, "udp"));
            for (String text : List.of("first", "second")) {
                sipp.play("send", Map.of("user", "alice", "password", "wonderland", "peer", "bobtwice", "text", text));
                IncomingMessage message = shown.poll(20, TimeUnit.SECONDS);
                assertThat(message).isNotNull();
                assertThat(message.request().text()).contains(text);
            }
            assertThat(shown.poll(500, TimeUnit.MILLISECONDS)).isNull();
        }
    }
}
