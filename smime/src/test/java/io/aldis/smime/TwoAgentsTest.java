package io.aldis.smime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.Failure;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.agent.Security;
import io.aldis.agent.Security.BadSignature;
import io.aldis.agent.Security.Replayed;
import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.net.Listen;
import io.aldis.sip.Transport;
import io.aldis.smime.Authority.Person;
import io.aldis.smime.Authority.Wish;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Alice and Bob over real sockets, with a relay between them that may alter messages. */
class TwoAgentsTest {
    private static final Authority ROOT = Authority.root("Root");
    private static final Person ALICE = person("sip:alice@example.com");
    private static final Person BOB = person("sip:bob@example.com");
    private static final Message HELLO = Message.text("sip:bob@example.com", "Hello Bob");

    private final BlockingQueue<IncomingMessage> inbox = new LinkedBlockingQueue<>();
    private final Agent bob = opened(Agent.builder()
            .address("sip:bob@example.com")
            .protection(Smime.with(BOB.keys().trusting(ROOT.certificate())))
            .onMessage(inbox::add));

    private static Person person(String uri) {
        Instant now = Instant.now();
        return ROOT.person(Wish.of(uri).between(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1))));
    }

    private static Agent opened(AgentBuilder agent) {
        return agent.listen(Listen.parse("tcp:127.0.0.1:0")).open();
    }

    private static int port(Agent agent) {
        return agent.bound().stream()
                .filter(bound -> bound.transport() == Transport.TCP)
                .findFirst()
                .orElseThrow()
                .address()
                .getPort();
    }

    private Relay relay(UnaryOperator<String> change) throws IOException {
        return new Relay(port(bob), change);
    }

    private static Smime smime() {
        return Smime.with(ALICE.keys().knowing(BOB.certificate()));
    }

    private static AgentBuilder alice(Relay relay) {
        return Agent.builder()
                .address("sip:alice@example.com")
                .server("127.0.0.1:" + relay.port() + ";transport=tcp")
                .pathIsSafe();
    }

    private static Outcome send(Relay relay, Message message) {
        try (var alice = opened(alice(relay).protection(smime()))) {
            return alice.send(message);
        }
    }

    private IncomingMessage heard() throws InterruptedException {
        var message = inbox.poll(5, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    @AfterEach
    void goodbye() {
        bob.close();
    }

    @Test
    @Tag("3428-11-01")
    @Tag("3428-11.3-01")
    @Tag("3428-1-25")
    @Tag("3428-11.4-01")
    void signedMessageIsPkcs7OnTheWireAndVerifies() throws Exception {
        try (var relay = relay(UnaryOperator.identity())) {
            assertThat(send(relay, HELLO.signed())).isInstanceOf(Outcome.Delivered.class);
            assertThat(relay.heard("MESSAGE"))
                    .contains("\r\nContent-Type: application/pkcs7-mime;smime-type=signed-data\r\n")
                    .contains("\r\nContent-Disposition: render;handling=required\r\n")
                    .containsPattern("\r\nDate: .* GMT\r\n(?s:.)*\r\n\r\n(?s:.)*Date: .* GMT\r\n");
        }
        var message = heard();
        assertThat(message.content().asText()).contains("Hello Bob");
        assertThat(message.security().verifiedAs()).contains("sip:alice@example.com");
        assertThat(message.security().encrypted()).isFalse();
    }

    @Test
    @Tag("3428-1-13")
    @Tag("3428-11-01")
    void encryptedMessageIsReadableByItsRecipientOnly() throws Exception {
        try (var relay = relay(UnaryOperator.identity())) {
            var message = HELLO.withLanguage("en").signed().encrypted();
            assertThat(send(relay, message)).isInstanceOf(Outcome.Delivered.class);
            assertThat(relay.heard("MESSAGE")).contains("smime-type=authEnveloped-data");
            assertThat(relay.heard()).noneMatch(text -> text.contains("Hello") || text.contains("Content-Language"));
        }
        var message = heard();
        assertThat(message.content().asText()).contains("Hello Bob");
        assertThat(message.security().sentence()).isEqualTo("Encrypted. Signed by sip:alice@example.com");
    }

    @Test
    @Tag("3428-1-14")
    void protectedAndPlainMessagesAreExchangedByTheSamePeers() throws Exception {
        try (var relay = relay(UnaryOperator.identity());
                var alice = opened(alice(relay).protection(smime()))) {
            assertThat(alice.send(HELLO.signed().encrypted())).isInstanceOf(Outcome.Delivered.class);
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
        }
        assertThat(heard().security().verifiedAs()).isPresent();
        var plain = heard();
        assertThat(plain.content().asText()).contains("Hello Bob");
        assertThat(plain.security()).isEqualTo(Security.NONE);
    }

    @Test
    @Tag("3428-1-11")
    void signedMessageAlteredByARelayIsABadSignature() throws Exception {
        try (var relay = relay(text -> text.replace("Hello", "Jello"))) {
            assertThat(send(relay, HELLO.signed())).isInstanceOf(Outcome.Delivered.class);
        }
        var message = heard();
        assertThat(message.content().asText()).contains("Jello Bob");
        assertThat(message.security().finding()).isInstanceOf(BadSignature.class);
        assertThat(message.security().verifiedAs()).isEmpty();
    }

    @Test
    @Tag("3428-1-12")
    void repeatedSignedMessageIsAReplay() throws Exception {
        try (var relay = relay(UnaryOperator.identity())) {
            send(relay, HELLO.signed());
            assertThat(heard().security().verifiedAs()).isPresent();
            exchange(relay.heard("MESSAGE")
                    .replaceFirst("branch=z9hG4bK", "branch=z9hG4bKagain")
                    .replaceFirst("Call-ID: ", "Call-ID: again"));
        }
        assertThat(heard().security().finding()).isInstanceOf(Replayed.class);
    }

    /** The head of the answer. */
    private String exchange(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(bob))) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0)
                answer.append((char) socket.getInputStream().read());
            return answer.toString();
        }
    }

    @Test
    @Tag("3261-23.2-02")
    @Tag("8591-7.3-02")
    void messageForAnotherKeyGets493WithTheRightCertificate() throws Exception {
        Person former = person("sip:bob@example.com");
        try (var relay = relay(UnaryOperator.identity());
                var alice =
                        opened(alice(relay).protection(Smime.with(ALICE.keys().knowing(former.certificate()))))) {
            assertThat(alice.send(HELLO.encrypted()))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(493));
            String answer = relay.heard("SIP/2.0 493");
            assertThat(answer).contains("Content-Type: application/pkcs7-mime;smime-type=certs-only");
            byte[] body = answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
            var offer = Part.of(MediaType.parse("application/pkcs7-mime"), body);
            assertThat(Smime.offered(offer)).containsExactly(BOB.certificate());
        }
        assertThat(inbox).isEmpty();
    }

    @Test
    void alteredEncryptedMessageGets493() throws Exception {
        try (var relay = relay(text -> text.startsWith("MESSAGE")
                ? text.substring(0, text.length() - 1) + (char) (text.charAt(text.length() - 1) ^ 1)
                : text)) {
            assertThat(send(relay, HELLO.encrypted()))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(493));
        }
        assertThat(inbox).isEmpty();
    }

    @Test
    @Tag("3261-23.2-03")
    void messageToAPeerWithoutSmimeFailsAndIsNotSentInClear() throws Exception {
        bob.close();
        try (var simple = opened(Agent.builder().address("sip:bob@example.com").accepts("text/plain"));
                var relay = new Relay(port(simple), UnaryOperator.identity())) {
            assertThat(send(relay, HELLO.signed()))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(415));
            assertThat(relay.heard())
                    .filteredOn(text -> text.startsWith("MESSAGE"))
                    .hasSize(1);
        }
    }

    @Test
    void protectedMessageWithoutKeysIsNotSent() throws Exception {
        try (var relay = relay(UnaryOperator.identity());
                var bare = opened(alice(relay));
                var keyless = opened(alice(relay).protection(Smime.with(Keyring.NONE)))) {
            assertThat(failure(bare.send(HELLO.signed())))
                    .isEqualTo("Not sent: it is to be protected, and this agent was opened without a protection");
            assertThat(failure(keyless.send(HELLO.encrypted())))
                    .startsWith("Not sent: No certificate of sip:bob@example.com is on the keyring");
            assertThat(relay.heard()).isEmpty();
        }
    }

    private static String failure(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? failed.failure().sentence() : outcome.toString();
    }

    @Test
    @Tag("8591-7.1-01")
    void sizeOfAProtectedMessageIncludesItsProtection() throws Exception {
        try (var relay = relay(UnaryOperator.identity());
                var alice = opened(Agent.builder()
                        .address("sip:alice@example.com")
                        .server("127.0.0.1:" + relay.port() + ";transport=tcp")
                        .protection(smime()))) {
            var text = Message.text("sip:bob@example.com", "x".repeat(800));
            assertThat(alice.send(text)).isInstanceOf(Outcome.Delivered.class);
            assertThat(alice.send(text.signed()))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(Failure.TooLarge.class));
        }
    }

    @Test
    @Tag("8591-6-02")
    @Tag("8591-6-03")
    void optionsListsTheSmimeTypes() throws Exception {
        assertThat(exchange("""
                OPTIONS sip:bob@example.com SIP/2.0\r
                Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKasks\r
                Max-Forwards: 70\r
                From: <sip:alice@example.com>;tag=1\r
                To: <sip:bob@example.com>\r
                Call-ID: asks\r
                CSeq: 1 OPTIONS\r
                Content-Length: 0\r
                \r
                """))
                .startsWith("SIP/2.0 200")
                .containsPattern(
                        "\r\nAccept: .*application/pkcs7-mime, multipart/signed, application/pkcs7-signature\r\n");
    }
}
