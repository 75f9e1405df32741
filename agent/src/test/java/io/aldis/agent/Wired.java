package io.aldis.agent;

import static io.aldis.agent.Where.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipResponse;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import io.aldis.testkit.ScriptedPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Bob's agent and a peer that sends it what a test writes. */
final class Wired implements AutoCloseable {
    private final ScriptedPeer peer = ScriptedPeer.udp();
    private final BlockingQueue<IncomingMessage> received = new LinkedBlockingQueue<>();
    private final Agent bob;
    private int branches;

    Wired(Consumer<AgentBuilder> how) throws IOException {
        var builder = Agent.builder()
                .address("sip:bob@example.com")
                .server(peer.address())
                .onMessage(received::add);
        how.accept(builder);
        bob = builder.open();
    }

    Agent bob() {
        return bob;
    }

    ScriptedPeer peer() {
        return peer;
    }

    /** A MESSAGE from Alice; the lines of {@code more} take the place of those that she would send. */
    final class Say {
        private String method = "MESSAGE";
        private String uri = "sip:bob@example.com";
        private final List<String> lines = new ArrayList<>(List.of(
                "Max-Forwards: 70",
                "From: \"Alice\" <sip:alice@example.com>;tag=49583",
                "To: <sip:bob@example.com>",
                "Call-ID: asd88asd77a@1.2.3.4"));
        private byte[] body = {};

        Say method(String name) {
            method = name;
            return this;
        }

        Say uri(String target) {
            uri = target;
            return this;
        }

        /** Whole lines; one of the same name gives way. */
        Say with(String... more) {
            for (String line : more) {
                String name = line.substring(0, line.indexOf(':') + 1);
                lines.removeIf(old -> old.startsWith(name));
                lines.add(line);
            }
            return this;
        }

        Say without(String name) {
            lines.removeIf(line -> line.startsWith(name + ':'));
            return this;
        }

        Say text(String text) {
            return body("text/plain", text.getBytes(StandardCharsets.UTF_8));
        }

        Say body(String type, byte[] octets) {
            body = octets;
            return with("Content-Type: " + type);
        }

        Say untyped(String text) {
            body = text.getBytes(StandardCharsets.UTF_8);
            return this;
        }

        byte[] bytes() {
            with("Content-Length: " + body.length);
            if (lines.stream().noneMatch(line -> line.startsWith("CSeq:"))) with("CSeq: 1 " + method);
            var out = new ByteArrayOutputStream();
            String via = "Via: SIP/2.0/UDP 127.0.0.1:5999;rport;branch=z9hG4bK" + branches++ + "\r\n";
            String head = method + ' ' + uri + " SIP/2.0\r\n" + via + String.join("\r\n", lines) + "\r\n\r\n";
            out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            out.writeBytes(body);
            return out.toByteArray();
        }

        /** Sends it and reads the answer. */
        Answer answer() throws IOException {
            peer.send(at(bob), bytes());
            return next();
        }
    }

    Say say() {
        return new Say();
    }

    /** What came back. */
    record Answer(SipResponse response) {
        int code() {
            return response.code();
        }

        String status() {
            return response.status().toString();
        }

        String header(String name) {
            return response.headers().get(HeaderName.of(name)).orElse("none");
        }

        boolean has(String name) {
            return response.headers().first(HeaderName.of(name)) >= 0;
        }
    }

    /** The next answer. */
    Answer next() {
        byte[] bytes = peer.heard().bytes();
        if (new MessageReader(Limits.DEFAULT).read(bytes) instanceof Reading.Parsed(SipResponse response))
            return new Answer(response);
        throw new AssertionError("Expected a response but was " + new String(bytes, StandardCharsets.UTF_8));
    }

    /** The next message that the application hears. */
    IncomingMessage heard() throws InterruptedException {
        IncomingMessage message = received.poll(20, TimeUnit.SECONDS);
        assertThat(message).as("a message within 20 s").isNotNull();
        return message;
    }

    /** That nothing else was heard: what is sent now is the next. */
    void nothingElseIsHeard() throws IOException, InterruptedException {
        assertThat(say().with("Call-ID: last" + branches)
                        .text("the last")
                        .answer()
                        .code())
                .isEqualTo(200);
        assertThat(heard().content()).hasToString("the last");
    }

    @Override
    public void close() throws IOException {
        bob.close();
        peer.close();
    }
}
