package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.Content;
import io.aldis.agent.Inbox;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.agent.Registration;
import io.aldis.sip.HeaderName;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The five programs of docs/library.md are those of {@code examples/}, are short, and do what the page describes. */
class LibraryPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] SDP =
            "v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // started before all tests
    private static AldisCommand.Server server;

    @BeforeAll
    static void serve() {
        var aldis = new AldisCommand(folder);
        for (String user : List.of("alice", "bob", "carol", "dave")) aldis.addUser(user, "secret");
        server = aldis.serve();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static String address() {
        return "127.0.0.1:" + server.tcp() + ";transport=tcp";
    }

    private static AgentBuilder agent(String user) {
        return Agent.builder()
                .server(address())
                .address("sip:" + user + "@example.com")
                .password("secret")
                .instance("test");
    }

    private static Agent registered(AgentBuilder builder) {
        Agent agent = builder.open();
        assertThat(agent.register()).isInstanceOf(Registration.Bound.class);
        return agent;
    }

    private static Running run(String program, String... arguments) {
        var command = new ArrayList<>(List.of(
                "/usr/bin/env",
                "PASSWORD=secret",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SourceFile.ROOT.resolve("examples/" + program).toString()));
        command.addAll(List.of(arguments));
        return Running.start(program, folder, command);
    }

    private static IncomingMessage next(Inbox inbox) throws InterruptedException {
        return inbox.take(PATIENCE).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EchoBot.java",
                "HttpBridge.java",
                "SendWithRetry.java",
                "CpimGateway.java",
                "CallWithMessages.java"
            })
    void pageShowsTheShortProgram(String program) throws IOException {
        String code = Files.readString(SourceFile.ROOT.resolve("examples/" + program));
        assertThat(Files.readString(SourceFile.ROOT.resolve("docs/library.md"))).contains("```java\n" + code + "```");
        assertThat(code.lines()).hasSizeLessThanOrEqualTo(25);
    }

    @Test
    void echoBotAnswers() throws Exception {
        try (var bot = run("EchoBot.java", address(), "sip:bob@example.com");
                Agent alice = registered(agent("alice"));
                Inbox inbox = alice.inbox()) {
            bot.await("Registered as sip:");
            assertThat(alice.send(Message.text("sip:bob@example.com", "Hello"))).isInstanceOf(Outcome.Delivered.class);
            assertThat(next(inbox).content()).hasToString("You said: Hello");
            bot.await("answered: Delivered[");
        }
    }

    @Test
    void httpBridgeSendsPostedMessages() throws Exception {
        try (var bridge = run("HttpBridge.java", address(), "sip:alice@example.com", "0");
                Agent bob = registered(agent("bob"));
                Inbox inbox = bob.inbox();
                var http = HttpClient.newHttpClient()) {
            String found = bridge.await("http://127.0.0.1:");
            String root = found.substring(found.indexOf("http://")).strip();
            assertThat(post(http, root + "/bob", "by HTTP").statusCode()).isEqualTo(200);
            assertThat(next(inbox).content()).hasToString("by HTTP");
            assertThat(post(http, root + "/nobody", "by HTTP").statusCode()).isEqualTo(422);
        }
    }

    private static HttpResponse<String> post(HttpClient http, String uri, String text) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(uri))
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void retryExampleSendsAgainWithTheSameIdAndStoresItsOutcomes() throws Exception {
        Path file = folder.resolve("outcome");
        try (var peer = ScriptedPeer.udp().thenAnswer(480, "Retry-After: 1").thenAnswer(200)) {
            try (var program = run(
                    "SendWithRetry.java",
                    peer.udpAddress(),
                    "sip:alice@example.com",
                    "sip:bob@example.com",
                    "Lunch?",
                    file.toString())) {
                assertThat(program.exit()).as(program::said).isZero();
            }
            String first = peer.heard().header(HeaderName.CALL_ID);
            assertThat(peer.heard().header(HeaderName.CALL_ID)).isEqualTo(first);
            List<String> stored = Files.readAllLines(file);
            assertThat(stored).hasSize(3);
            assertThat(stored.getFirst()).isEqualTo(first);
            assertThat(stored.get(1)).startsWith("1 Refused[");
            assertThat(stored.get(2)).startsWith("2 Delivered[");
        }
    }

    @Test
    void cpimGatewayNamesTheAuthor() throws Exception {
        try (Agent carol = registered(agent("carol")); // messages of the other programs may wait for bob
                Inbox inbox = carol.inbox();
                var gateway = run(
                        "CpimGateway.java",
                        address(),
                        "sip:alice@example.com",
                        "sip:carol@example.com",
                        "im:writer@example.net",
                        "Lunch?")) {
            IncomingMessage message = next(inbox);
            assertThat(message.content()).isInstanceOfSatisfying(Content.Cpim.class, cpim -> {
                assertThat(cpim.asText()).contains("Lunch?");
                assertThat(cpim.message().from().orElseThrow().uri().text()).isEqualTo("im:writer@example.net");
            });
            assertThat(gateway.exit()).as(gateway::said).isZero();
            assertThat(gateway.said()).contains("Delivered[");
        }
    }

    @Test
    void callExampleSendsMessagesInTheCall() throws Exception {
        BlockingQueue<IncomingMessage> inside = new LinkedBlockingQueue<>();
        AgentBuilder builder =
                agent("dave").onCall(incoming -> incoming.accept(SDP)).onMessage(inside::add);
        try (var _ = registered(builder);
                var caller = run("CallWithMessages.java", address(), "sip:alice@example.com", "sip:dave@example.com")) {
            for (String text : List.of("one", "two")) {
                IncomingMessage message = inside.poll(60, TimeUnit.SECONDS);
                assertThat(message).as(caller::said).isNotNull();
                assertThat(message.content()).hasToString(text);
                assertThat(message.call()).isPresent();
            }
            assertThat(caller.exit()).as(caller::said).isZero();
            assertThat(caller.said().lines().filter(line -> line.contains("Delivered[")))
                    .hasSize(2);
        }
    }
}
