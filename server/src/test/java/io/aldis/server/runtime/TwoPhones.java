package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that trusts everybody, with alice, who only sends, and bob, whose phone is registered. */
abstract class TwoPhones {
    TestServer aldis;
    Phone alice;
    Phone bob;

    @BeforeEach
    void open() {
        aldis = opened();
        alice = Phone.udp(aldis.server);
        bob = aldis.phone("bob");
    }

    /** The server, where a test wants another one. */
    TestServer opened() {
        return TestServer.open(TestServer.TRUSTING);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        aldis.close();
    }

    /** A message for bob. */
    static String message() {
        return Say.message("sip:bob@example.com");
    }

    /** The same with these header lines more, each with its line end. */
    static String with(String lines, String request) {
        return request.replace("Max-Forwards", lines + "Max-Forwards");
    }

    /** Bob takes it and alice hears so. @return what bob has got */
    Heard delivered(String request) {
        alice.send(request);
        Heard message = bob.hear();
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
        return message;
    }

    /** The server answers, and bob hears nothing of it. */
    Heard refused(String request, String answer) {
        alice.send(request);
        Heard refusal = alice.hear("SIP/2.0 " + answer);
        assertThat(refusal.header("To")).contains(";tag=");
        assertThat(refusal.header("Content-Length")).isEqualTo("0");
        bob.hearsNothing();
        return refusal;
    }
}
