package io.aldis.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.im.cpim.Cpim;
import io.aldis.im.cpim.CpimAddress;
import io.aldis.net.Listen;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.Transport;
import io.aldis.sip.Uri;
import io.aldis.testkit.ScriptedPeer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages between two agents, and an agent that receives invalid responses. */
class ConversationTest {
    private final BlockingQueue<IncomingMessage> heard = new LinkedBlockingQueue<>();
    private Agent alice;
    private Agent bob;

    @BeforeEach
    void open() {
        alice = agent("127.0.0.1").onMessage(heard::add).open();
        bob = agent("127.0.0.1").onMessage(heard::add).open();
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private static AgentBuilder agent(String host) {
        return Agent.builder().address("sip:user@" + host).listen(new Listen(Transport.UDP, host, 0));
    }

    private static String addressOf(Agent agent) {
        return "sip:user@127.0.0.1:" + agent.bound().getFirst().address().getPort() + ";transport=udp";
    }

    private IncomingMessage next() throws InterruptedException {
        IncomingMessage message = heard.poll(20, TimeUnit.SECONDS);
        assertThat(message).as("a message within 20 s").isNotNull();
        return message;
    }

    static List<Content> contents() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) all[i] = (byte) i;
        var cpim = Cpim.builder()
                .from(new CpimAddress("Alice", Uri.parse("im:alice@example.com")))
                .content(Part.of(MediaType.parse("text/plain;charset=UTF-8"), "Hello".getBytes(UTF_8)))
                .build();
        return List.of(
                new Content.Text("𝄞 👩‍🚀 熊"),
                new Content.Bytes("text/plain;charset=ISO-8859-1", "é".getBytes(ISO_8859_1)),
                new Content.Bytes("application/pkcs7-mime;smime-type=enveloped-data", all),
                Content.cpim(cpim),
                Content.alternative(new Content.Text("plain"), new Content.Bytes("text/html", "<b>".getBytes(UTF_8))),
                Content.mixed(new Content.Text("two of us"), new Content.Bytes("image/png", all)));
    }

    @ParameterizedTest
    @MethodSource("contents")
    @Tag("3428-1-15")
    @Tag("3428-1-18")
    @Tag("3428-1-28")
    @Tag("3261-7.4.1-01")
    void contentArrivesAsItWasSent(Content content) throws InterruptedException {
        assertThat(alice.send(Message.of(addressOf(bob), content))).isInstanceOf(Outcome.Delivered.class);
        var message = next();
        assertThat(message.body()).isEqualTo(content.bytes());
        assertThat(message.header("Content-Type")).contains(content.type());
        assertThat(message.header("Content-Encoding")).isEmpty();
        assertThat(message.content().asText()).isEqualTo(expectedText(content));
    }

    /** Text in another charset is text when it comes. */
    private static Optional<String> expectedText(Content content) {
        return content.type().contains("8859") ? Optional.of("é") : content.asText();
    }

    @Test
    @Tag("3428-1-26")
    void messageIsAnsweredWithAnotherMessage() throws Exception {
        try (var server = new Wired(_ -> {})) {
            server.peer().thenAnswer(200);
            server.say().text("Are you there?").answer();
            var question = server.heard();
            var answer = Message.text(question.from().text(), "Yes");
            assertThat(server.bob().send(answer)).isInstanceOf(Outcome.Delivered.class);
            SipRequest heardBack = server.peer().heard().request();
            assertThat(heardBack.uri().text()).isEqualTo("sip:alice@example.com");
            assertThat(heardBack.to().uri().text()).isEqualTo("sip:alice@example.com");
            assertThat(new String(heardBack.body(), UTF_8)).isEqualTo("Yes");
        }
    }

    /** As a gateway does: whatever is inside, a signature over it must stay good. */
    @Test
    @Tag("3428-3-05")
    @Tag("3862-2.2-09")
    void cpimIsForwardedByteForByte() throws Exception {
        byte[] odd = "To: \"熊\"   <im:b@x>\r\nX-Odd: a  b\\q\r\n\r\ncontent-TYPE:text/plain\r\n\r\nHello\r\n"
                .getBytes(UTF_8);
        try (var gateway = new Wired(how -> how.screening(_ -> Screening.takeForLater()))) {
            assertThat(gateway.say().body("message/cpim", odd).answer().code()).isEqualTo(202);
            var taken = gateway.heard().content();
            assertThat(taken).isInstanceOf(Content.Cpim.class);
            assertThat(alice.send(Message.of(addressOf(bob), taken))).isInstanceOf(Outcome.Delivered.class);
            assertThat(next().body()).isEqualTo(odd);
        }
    }

    @Test
    @Tag("3428-7-03")
    void messageToAnAgentWithoutListenerIsDelivered() {
        try (var deaf = agent("127.0.0.1").open()) {
            assertThat(alice.send(Message.text(addressOf(deaf), "Hello"))).isInstanceOf(Outcome.Delivered.class);
        }
    }

    // ---- answers with what does not belong there

    private static String wrong(SipRequest request, String status, String more) {
        String answer = request.answer(Status.of(200), "t").build().text();
        return answer.replace("200 OK", status).replace("Content-Length: 0\r\n\r\n", more);
    }

    static Stream<String> misplaced() {
        return Stream.of(
                "Accept: text/html",
                "Accept-Encoding: gzip",
                "Accept-Language: zz",
                "Contact: <sip:evil@192.0.2.66>",
                "Record-Route: <sip:192.0.2.66;lr>",
                "Authentication-Info: nextnonce=\"47364c23432d2e131a5fb210812c\"",
                "Allow: MESSAGE, INVITE",
                "Server: HomeServer v2",
                "Content-Type: text/plain");
    }

    @ParameterizedTest
    @MethodSource("misplaced")
    @Tag("3428-7-05")
    @Tag("3428-9-05")
    @Tag("3428-9-08")
    @Tag("3428-9-11")
    @Tag("3428-9-16")
    @Tag("3428-9-25")
    @Tag("3428-9-46")
    void misplacedHeadersDoNotChangeA200(String line) throws Exception {
        String body = line.startsWith("Content-Type") ? "Hi!!" : "";
        String more = line + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (var server = ScriptedPeer.udp()
                        .thenSay(request -> List.of(wrong(request, "200 OK", more)))
                        .thenAnswer(200);
                var carol = Agent.builder()
                        .address("sip:carol@example.com")
                        .server(server.address())
                        .onMessage(heard::add)
                        .open()) {
            for (int i = 0; i < 2; i++) {
                var outcome = carol.send(Message.text("sip:bob@example.com", "Hello " + i));
                assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
                SipRequest sent = server.heard().request();
                assertThat(sent.uri().text()).isEqualTo("sip:bob@example.com");
                assertThat(sent.text()).doesNotContain("\nRoute:", "\nContact:", "\nAccept");
            }
            assertThat(heard).isEmpty();
        }
    }

    @Test
    @Tag("3428-9-14")
    void headersOfAProvisionalResponseAreIgnored() throws Exception {
        String alert = "Alert-Info: <http://192.0.2.66/moo.wav>\r\nContent-Length: 0\r\n\r\n";
        try (var server = ScriptedPeer.udp()
                        .thenSay(request -> List.of(
                                wrong(request, "180 Ringing", alert),
                                wrong(request, "200 OK", "Content-Length: 0\r\n\r\n")));
                var carol = Agent.builder()
                        .address("sip:carol@example.com")
                        .server(server.address())
                        .open()) {
            assertThat(carol.send(Message.text("sip:bob@example.com", "Hello"))).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Allow: INVITE",
                "Call-Info: <http://www.example.com/a>;purpose=info",
                "Content-Disposition: render",
                "Content-Encoding: gzip",
                "Content-Language: en",
                "Date: Sat, 13 Nov 2010 23:29:00 GMT",
                "Error-Info: <sip:not-in-service-recording@example.com>",
                "Expires: 5",
                "Organization: Boxes by Bob",
                "Reply-To: <sip:bob@biloxi.com>",
                "Retry-After: 18000",
                "Server: HomeServer v2",
                "Timestamp: 54 0.2",
                "User-Agent: Softphone",
                "Warning: 399 example.com \"Misc\"",
                "Accept: text/plain"
            })
    @Tag("3428-9-17")
    @Tag("3428-9-22")
    @Tag("3428-9-28")
    @Tag("3428-9-29")
    @Tag("3428-9-30")
    @Tag("3428-9-35")
    @Tag("3428-9-40")
    @Tag("3428-9-47")
    @Tag("3428-9-53")
    @Tag("3428-9-55")
    @Tag("3428-9-58")
    @Tag("3428-9-61")
    void headersOfARefusalDoNotChangeItsStatus(String line) throws Exception {
        try (var server = ScriptedPeer.udp().thenAnswer(480, line);
                var carol = Agent.builder()
                        .address("sip:carol@example.com")
                        .server(server.address())
                        .open()) {
            assertThat(carol.send(Message.text("sip:bob@example.com", "Hello")))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(480));
        }
    }
}
