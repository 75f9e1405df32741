package io.aldis.server.runtime;

import io.aldis.server.MailStores;
import io.aldis.server.ServerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that wants passwords and keeps messages; bob has a phone, and somebody else writes to him. */
abstract class ServerWithPasswords {
    static final String BOB = "sip:bob@example.com";

    final MemoryStore store = new MemoryStore();
    TestServer aldis;
    Phone sender;
    Phone bob;
    private int sent;

    abstract ServerSettings settings();

    @BeforeEach
    void open() {
        var mail = new MemoryMail();
        aldis = TestServer.keeping(settings(), store, new MailStores(mail, mail));
        sender = Phone.udp(aldis.server);
        bob = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        sender.close();
        bob.close();
        aldis.close();
    }

    /** Bob's phone registers. */
    void bobIsThere() {
        String register = Say.register("<sip:bob@{me}>");
        Heard challenge = bob.send(register).hear("SIP/2.0 401");
        bob.send(with(Proof.BOB.line(challenge, "REGISTER", "sip:example.com"), register))
                .hear("SIP/2.0 200");
    }

    /** The same with these header lines more, each with its line end. */
    static String with(String lines, String request) {
        return request.replace("Max-Forwards", lines + "Max-Forwards");
    }

    /** A message for bob, unlike any before. */
    String message(String from) {
        return Say.message(BOB).replace("alice@example.net", from).replace("M1", "M" + ++sent);
    }

    /** Bob takes it and that phone hears so. @return what bob has got */
    Heard delivered(Phone from, String request) {
        from.send(request);
        Heard message = bob.hear("MESSAGE ");
        bob.answer(message, "200 OK");
        from.hear("SIP/2.0 200");
        return message;
    }
}
