package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailStores;
import io.aldis.server.MailboxSettings;
import io.aldis.server.ServerSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server with mailboxes in memory, that survives its restarts; alice only sends, bob is away. */
abstract class ServerWithMailbox {
    /** A device is tried again after 200 ms, the patience is a second; expired messages are removed after 50 ms. */
    static final MailboxSettings HASTY = hasty(MailboxSettings.DEFAULT);

    static final ServerSettings SETTINGS = TestServer.TRUSTING
            .with(ServerSettings::patience)
            .of(Duration.ofSeconds(1))
            .with(ServerSettings::mailbox)
            .of(HASTY);

    MemoryStore store = new MemoryStore();
    MemoryMail mail = new MemoryMail();
    TestServer aldis;
    Phone alice;

    private static MailboxSettings hasty(MailboxSettings it) {
        return it.with(MailboxSettings::retry)
                .of(Duration.ofMillis(200))
                .with(MailboxSettings::slowest)
                .of(Duration.ofMillis(400))
                .with(MailboxSettings::sweep)
                .of(Duration.ofMillis(50));
    }

    ServerSettings settings() {
        return SETTINGS;
    }

    MailStores stores() {
        return new MailStores(mail, mail);
    }

    TestServer opened() {
        return TestServer.keeping(settings(), store, stores());
    }

    @BeforeEach
    void open() {
        aldis = opened();
        alice = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        alice.close();
        aldis.close();
    }

    void restart() {
        close();
        open();
    }

    /** Bob's phone of that name registers, as the same device each time. */
    Phone device(String name) {
        Phone phone = Phone.udp(aldis.server);
        aldis.register(phone, "bob", contact(name));
        return phone;
    }

    static String contact(String name) {
        return "<sip:bob@{me}>;+sip.instance=\"<urn:uuid:" + name + ">\"";
    }

    /** The phone is away, and its binding is gone. */
    void leave(Phone phone, String name) {
        aldis.unregister(phone, "bob", contact(name));
        phone.close();
    }

    static String message(String callId, String lines, String body) {
        return """
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/{transport} {me};branch=z9hG4bK%s
            Max-Forwards: 70
            From: <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>
            Call-ID: %s
            CSeq: 7 MESSAGE
            %sContent-Type: text/plain
            Content-Length: %d

            %s""".formatted(Long.toString(System.nanoTime(), 36), callId, lines, body.length(), body);
    }

    /** Alice's message is accepted. */
    Heard accepted(String callId, String lines, String body) {
        return alice.send(message(callId, lines, body)).hear("SIP/2.0 202");
    }

    /** The phone hears a message with that body and takes it. */
    static Heard takes(Phone phone, String body) {
        Heard heard = phone.hear("MESSAGE ");
        assertThat(heard.bodyText()).isEqualTo(body);
        phone.answer(heard, "200 OK");
        return heard;
    }
}
