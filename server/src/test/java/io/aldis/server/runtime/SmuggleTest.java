package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.aldis.sip.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Text in one part of a message never becomes a header of its own: bob's phone sees each forwarded octet. */
class SmuggleTest {
    /** However a reader may end its lines. */
    private static final Pattern EVIL =
            Pattern.compile("(?:^|[\\r\\n\\x00\\x0b\\x0c])[ \\t]*X-Evil", Pattern.CASE_INSENSITIVE);

    private static final List<String> PAYLOADS = List.of(
            "\nX-Evil: 1",
            "\rX-Evil: 1",
            "\0X-Evil: 1",
            "\u000bX-Evil: 1",
            "\fX-Evil: 1",
            "\\\nX-Evil: 1",
            "\\\rX-Evil: 1",
            "%0d%0aX-Evil:%201",
            "%0D%0AX-Evil:1%0d%0a%0d%0a",
            "%00X-Evil",
            "%250d%250aX-Evil:1",
            "?X-Evil=1",
            "?X-Evil=1&Subject=x&body=y",
            "?X-Evil=%0d%0aX-Evil:1",
            ";X-Evil=1",
            "\"X-Evil: 1",
            "\"\nX-Evil: 1\n\"",
            ">\nX-Evil: 1\n<",
            "\u0085X-Evil: 1",
            "\u2028X-Evil: 1",
            "\udbff\udfffX-Evil",
            "\\\"X-Evil: 1");

    private TestServer aldis;
    private Phone alice;
    private DatagramSocket bob;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private int sent;

    private final Logger everything = (Logger) LoggerFactory.getLogger("io.aldis");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void open() throws SocketException {
        log.start();
        everything.setLevel(Level.DEBUG);
        everything.addAppender(log);
        aldis = TestServer.open(TestServer.TRUSTING);
        alice = Phone.udp(aldis.server);
        bob = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::take);
    }

    @AfterEach
    void close() {
        aldis.close(); // before the phone: it has to take the last copy
        alice.close();
        bob.close();
        everything.detachAppender(log);
        everything.setLevel(null);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .allMatch(line -> line.codePoints().noneMatch(Character::isISOControl));
    }

    /** Bob's phone keeps and takes whatever comes. */
    private void take() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[65536], 65536);
                bob.receive(packet);
                var message = new Heard(Arrays.copyOf(packet.getData(), packet.getLength()));
                heard.add(message);
                byte[] answer = ("SIP/2.0 200 OK\r\n" + message.copied("b") + "Content-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
                bob.send(new DatagramPacket(answer, answer.length, Wires.address(aldis.server, Transport.UDP)));
            }
        } catch (IOException e) {
            return; // the test is over
        }
    }

    private String contact(String more) {
        return "<sip:bob@127.0.0.1:" + bob.getLocalPort() + more + ">";
    }

    /** As it stands, with no line end changed. */
    private Heard answered(String request) {
        return alice.send(request.getBytes(StandardCharsets.UTF_8)).hear();
    }

    private String message() {
        sent++;
        return alice.wire(Say.message("sip:bob@example.com")
                .replace("M1", "M" + sent)
                .replace("Content-Type", "Subject: S\nContent-Type"));
    }

    static List<String> payloads() {
        return PAYLOADS;
    }

    private void isNoLine(String request) {
        heard.clear();
        Heard answer = answered(request);
        assertThat(EVIL.matcher(answer.text()).find())
                .as("the answer\n%s", answer)
                .isFalse();
        assertThat(answer.code()).as(answer.text()).isIn(200, 400, 404, 416);
        assertThat(heard.isEmpty()).as(request).isEqualTo(answer.code() != 200);
        for (Heard message : heard) {
            assertThat(EVIL.matcher(message.text()).find())
                    .as("what bob heard\n%s", message)
                    .isFalse();
            assertThat(message.bodyText()).isEqualTo("hi");
        }
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void lineEndInAnyPartOfAMessageAddsNoHeader(String payload) {
        aldis.register(alice, "bob", contact(""));
        isNoLine(message().replace("Subject: S", "Subject: S" + payload));
        isNoLine(message().replace("From: <sip:alice", "From: \"A" + payload + "\" <sip:alice"));
        isNoLine(message().replace("From: <sip:alice", "From: <sip:a" + payload + "lice"));
        isNoLine(message().replace(";tag=f1", ";tag=f1" + payload));
        isNoLine(message().replace("Call-ID: M", "Call-ID: M" + payload));
        isNoLine(message().replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com" + payload + ">"));
        isNoLine(message().replace("sip:bob@example.com SIP", "sip:bob@example.com" + payload + " SIP"));
        isNoLine(message().replace("sip:bob@example.com SIP", "sip:bo" + payload + "b@example.com SIP"));
        isNoLine(message().replace("text/plain", "text/plain;x=\"" + payload + '"'));
        isNoLine(message().replace("CSeq: 1 MESSAGE", "CSeq: 1 MESSAGE" + payload));
        isNoLine(message().replace("Max-Forwards: 70", "Max-Forwards: 70" + payload));
        isNoLine(message().replace("Subject: S", "Route: <" + alice.wire("sip:{server};lr") + payload + ">"));
        isNoLine(message().replace("Subject: S", "X" + payload + ": S"));
    }

    /** RFC 3261 §19.1.5: what is in a contact behind the question mark is never copied. */
    @ParameterizedTest
    @MethodSource("payloads")
    void lineEndInAContactAddsNoHeader(String payload) {
        for (String contact : List.of(
                contact(payload),
                contact(";x=" + payload),
                "\"B" + payload + "\" " + contact(""),
                contact("") + ";x=\"" + payload + '"')) {
            String register = alice.wire(Say.register(contact).replace("M1", "Mr" + ++sent))
                    .replace("CSeq: 1 ", "CSeq: " + sent + " ");
            // a bare line end must stay what it is
            register = register.replace(alice.wire(contact), contact);
            Heard answer = answered(register);
            assertThat(answer.code()).as(answer.text()).isIn(200, 400);
            if (answer.code() != 200) continue;
            for (String line : answer.lines()) assertThat(line).doesNotStartWithIgnoringCase("X-Evil");
            isNoLine(message());
            for (Heard message : heard) assertThat(message.requestUri()).doesNotContain("?");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: <sip:alice@example.net>;tag=f2",
                "f: <sip:alice@example.net>;tag=f1",
                "To: <sip:bob@example.com>",
                "t: <sip:eve@example.com>",
                "Call-ID: other@example.net",
                "i: other@example.net",
                "CSeq: 1 MESSAGE",
                "cseq : 2 MESSAGE",
                "Max-Forwards: 70",
                "MAX-FORWARDS: 1",
                "Content-Length: 2",
                "l: 9",
                "Content-Type: text/html"
            })
    @Tag("3261-16.3-01")
    void repeatedSingleHeaderGets400(String line) {
        aldis.register(alice, "bob", contact(""));
        Heard answer = answered(message().replace("Subject: S", line));
        assertThat(answer.code()).as(answer.text()).isEqualTo(400);
        assertThat(heard).isEmpty();
    }

    /** The name of a domain, of a scheme and of a user come back in the words of an answer. */
    @Test
    void lineEndInAUriAddsNoHeaderToTheResponse() {
        for (String payload : PAYLOADS)
            for (String uri : List.of(
                    "sip:bob@else" + payload + ".example", "x" + payload + ":y", "sip:bob@example.com;x=" + payload)) {
                Heard answer = answered(message().replace("sip:bob@example.com SIP", uri + " SIP"));
                assertThat(EVIL.matcher(answer.text()).find())
                        .as("the answer\n%s", answer)
                        .isFalse();
                assertThat(answer.startLine()).matches("SIP/2.0 [1-6]\\d\\d [ -~]*");
            }
    }
}
