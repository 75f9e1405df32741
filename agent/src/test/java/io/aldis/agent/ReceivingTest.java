package io.aldis.agent;

import static io.aldis.agent.Where.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.testkit.ScriptedPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReceivingTest {
    private final BlockingQueue<IncomingMessage> received = new LinkedBlockingQueue<>();
    private ScriptedPeer peer;
    private Agent bob;

    @BeforeEach
    void open() throws IOException {
        peer = ScriptedPeer.udp();
        bob = Agent.builder()
                .address("sip:bob@example.com")
                .server(peer.address())
                .onMessage(this::take)
                .open();
    }

    @AfterEach
    void close() throws IOException {
        bob.close();
        peer.close();
    }

    private void take(IncomingMessage message) {
        if (message.content() instanceof Content.Text(var text) && text.equals("throw"))
            throw new IllegalStateException("a listener that throws");
        received.add(message);
    }

    private IncomingMessage next() {
        try {
            IncomingMessage message = received.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message within 20 s").isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** @param more header lines, each with its line end */
    private static String request(String method, String uri, String branch, String more) {
        return """
            %s %s SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:5999;rport;branch=z9hG4bK%s
            Max-Forwards: 70
            From: "Alice" <sip:alice@example.com>;tag=49583
            To: <sip:bob@example.com>
            Call-ID: asd88asd77a@1.2.3.4
            CSeq: 1 %s
            %s\
            """.formatted(method, uri, branch, method, more).replaceAll("\r?\n", "\r\n");
    }

    private static byte[] message(String branch, String type, byte[] body) {
        var out = new ByteArrayOutputStream();
        String more = "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        out.writeBytes(request("MESSAGE", "sip:bob@127.0.0.1", branch, "").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(more.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static byte[] text(String branch, String text) {
        return message(branch, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private String answerTo(String request) throws IOException {
        peer.send(at(bob), request);
        return peer.heard().text();
    }

    private static String empty(String method, String uri, String branch, String more) {
        return request(method, uri, branch, more + "Content-Length: 0\r\n\r\n");
    }

    // ---- MESSAGE

    @Test
    @Tag("3428-7-04")
    @Tag("3428-7-06")
    @Tag("3428-10-03")
    void messageGets200WithoutBodyAndContact() throws IOException {
        peer.send(at(bob), text("1", "Watson, come here."));
        assertThat(Masked.text(peer.heard().text())).matches("""
            SIP/2\\.0 200 OK
            Via: SIP/2\\.0/UDP 127\\.0\\.0\\.1:P;rport=\\d+;branch=z9hG4bK1;received=127\\.0\\.0\\.1
            From: "Alice" <sip:alice@example\\.com>;tag=49583
            To: <sip:bob@example\\.com>;tag=\\w+
            Call-ID: asd88asd77a@1\\.2\\.3\\.4
            CSeq: 1 MESSAGE
            Content-Length: 0

            """);
        var message = next();
        assertThat(message.from().text()).isEqualTo("sip:alice@example.com");
        assertThat(message.display()).isEqualTo("Alice");
        assertThat(message.to().text()).isEqualTo("sip:bob@example.com");
        assertThat(message.id()).isEqualTo(new MessageId("asd88asd77a@1.2.3.4"));
        assertThat(message.content()).isEqualTo(new Content.Text("Watson, come here."));
    }

    @Test
    @Tag("3428-1-24")
    void retransmittedMessageIsDeliveredOnceAndAnsweredAlike() throws IOException {
        peer.send(at(bob), text("1", "once"));
        peer.send(at(bob), text("1", "once"));
        String first = peer.heard().text();
        assertThat(peer.heard().text()).isEqualTo(first);
        peer.send(at(bob), text("2", "then another"));
        assertThat(next().content()).hasToString("once");
        assertThat(next().content()).hasToString("then another");
    }

    @Test
    @Tag("3428-1-19")
    void chineseAndEmojiTextIsReceived() throws IOException {
        peer.send(at(bob), text("1", "你好，世界 👩‍🚀"));
        assertThat(next().content()).isEqualTo(new Content.Text("你好，世界 👩‍🚀"));
    }

    @Test
    void charsetParameterIsUsed() throws IOException {
        peer.send(at(bob), message("1", "text/plain; charset=\"GBK\"", "你好".getBytes(Charset.forName("GBK"))));
        assertThat(next().content()).isEqualTo(new Content.Text("你好"));
    }

    @Test
    void bodyOfAllByteValuesIsReceived() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) all[i] = (byte) i;
        peer.send(at(bob), message("1", "application/octet-stream", all));
        var message = next();
        assertThat(message.content()).isEqualTo(new Content.Bytes("application/octet-stream", all));
        assertThat(message.body()).isEqualTo(all);
    }

    @Test
    void failingListenerLosesNoResponseAndNoLaterMessage() throws IOException {
        peer.send(at(bob), text("1", "throw"));
        assertThat(peer.heard().text()).startsWith("SIP/2.0 200 OK\r\n");
        peer.send(at(bob), text("2", "still here"));
        assertThat(peer.heard().text()).startsWith("SIP/2.0 200 OK\r\n");
        assertThat(next().content()).hasToString("still here");
    }

    @Test
    @Tag("3428-7-02")
    void response200DoesNotWaitForTheListener() throws IOException, InterruptedException {
        var slow = new CountDownLatch(1);
        try (var carol = Agent.builder()
                .address("sip:bob@example.com")
                .server(peer.address())
                .onMessage(_ -> {
                    try {
                        slow.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .open()) {
            peer.send(at(carol), text("1", "Hello"));
            assertThat(peer.heard().text()).startsWith("SIP/2.0 200 OK\r\n");
            slow.countDown();
        }
    }

    @Test
    void messagesOfOneSenderAreDeliveredInOrder() throws IOException {
        for (int i = 0; i < 50; i++) peer.send(at(bob), text("n" + i, "number " + i));
        for (int i = 0; i < 50; i++) assertThat(next().content()).hasToString("number " + i);
    }

    // ---- whom it is for

    @Test
    void domainAndPortOfTheRequestUriAreIgnored() throws IOException {
        String escaped = request("MESSAGE", "sip:%62ob@10.0.0.9:7777;transport=udp", "1", "Content-Length: 0\r\n\r\n");
        assertThat(answerTo(escaped)).startsWith("SIP/2.0 200 OK\r\n");
    }

    @Test
    void imUriOfTheAgentIsAccepted() throws IOException {
        assertThat(answerTo(empty("MESSAGE", "im:bob@example.com", "1", ""))).startsWith("SIP/2.0 200 OK\r\n");
    }

    @Test
    void messageToTheRegisteredContactIsAccepted() throws IOException {
        peer.thenBind(60);
        var bound = (Registration.Bound) bob.register();
        peer.heard();
        assertThat(answerTo(empty("MESSAGE", bound.contact().text(), "1", ""))).startsWith("SIP/2.0 200 OK\r\n");
        peer.thenAnswer(200); // for the farewell
    }

    @Test
    @Tag("3261-8.2.2.1-02")
    void messageToAnotherUserGets404() throws IOException {
        assertThat(answerTo(empty("MESSAGE", "sip:carol@example.com", "1", "")))
                .startsWith("SIP/2.0 404 Not Found\r\n");
        assertThat(answerTo(empty("MESSAGE", "sip:Bob@example.com", "2", ""))).startsWith("SIP/2.0 404 Not Found\r\n");
        assertThat(answerTo(empty("MESSAGE", "sip:example.com", "3", ""))).startsWith("SIP/2.0 404 Not Found\r\n");
        assertThat(received).isEmpty();
    }

    @Test
    @Tag("3261-8.2.2.3-01")
    void requiredExtensionGets420WithItsName() throws IOException {
        assertThat(answerTo(empty("MESSAGE", "sip:bob@example.com", "1", "Require: 100rel, foo\r\n")))
                .startsWith("SIP/2.0 420 Bad Extension\r\n")
                .contains("\r\nUnsupported: 100rel, foo\r\n");
        assertThat(received).isEmpty();
    }

    // ---- other methods

    @Test
    @Tag("3261-11-01")
    void optionsGets200WithAllowAndAccept() throws IOException {
        for (String uri : List.of("sip:bob@127.0.0.1", "sip:127.0.0.1:5060"))
            assertThat(answerTo(empty("OPTIONS", uri, "x", "")))
                    .startsWith("SIP/2.0 200 OK\r\n")
                    .contains("\r\nAllow: MESSAGE, OPTIONS, CANCEL, ACK\r\n", "\r\nAccept: */*\r\n");
    }

    @Test
    @Tag("3261-8.2.1-01")
    void unsupportedMethodGets405AndUnknownOneGets501() throws IOException {
        assertThat(answerTo(empty("SUBSCRIBE", "sip:bob@example.com", "1", "")))
                .startsWith("SIP/2.0 405 Method Not Allowed\r\n")
                .contains("\r\nAllow: MESSAGE, OPTIONS, CANCEL, ACK\r\n");
        assertThat(answerTo(empty("DANCE", "sip:bob@example.com", "2", "")))
                .startsWith("SIP/2.0 501 Not Implemented\r\n")
                .contains("\r\nAllow: MESSAGE, OPTIONS, CANCEL, ACK\r\n");
    }

    @Test
    @Tag("3261-9.2-01")
    void cancelWithoutATransactionGets481() throws IOException {
        assertThat(answerTo(empty("CANCEL", "sip:bob@example.com", "1", "Require: foo\r\n")))
                .startsWith("SIP/2.0 481 Call/Transaction Does Not Exist\r\n");
    }

    @Test
    @Tag("3261-9.2-01")
    void cancelOfAMessageGets200AndHasNoEffect() throws IOException {
        peer.send(at(bob), text("1", "Watson, come here."));
        assertThat(peer.heard().text()).startsWith("SIP/2.0 200 OK\r\n");
        assertThat(answerTo(empty("CANCEL", "sip:bob@127.0.0.1", "1", ""))).startsWith("SIP/2.0 200 OK\r\n");
        assertThat(answerTo(empty("CANCEL", "sip:bob@127.0.0.1", "2", ""))).startsWith("SIP/2.0 481 ");
        assertThat(next().content()).isEqualTo(new Content.Text("Watson, come here."));
    }

    @Test
    void inviteGets405AndItsCancelGets200() throws IOException {
        assertThat(answerTo(empty("INVITE", "sip:bob@example.com", "1", "")))
                .startsWith("SIP/2.0 405 Method Not Allowed\r\n");
        assertThat(answerTo(empty("CANCEL", "sip:bob@example.com", "1", ""))).startsWith("SIP/2.0 200 OK\r\n");
    }
}
