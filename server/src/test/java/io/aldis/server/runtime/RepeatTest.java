package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Retransmissions, and messages that only resemble them (PHONES 1 to 5). */
class RepeatTest extends TwoPhones {
    @Test
    @Tag("3261-17.2.2-01")
    @Tag("3261-16.7-15")
    void retransmittedMessageIsDeliveredOnceAndAnsweredAlike() {
        alice.send(message());
        Heard message = bob.hear();
        alice.send(message());
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
        alice.send(message());
        alice.hearAgain();
        bob.hearsNothing();
    }

    @Test
    void retransmittedMessageIsRefusedAlike() {
        alice.send(Say.message("sip:nobody@example.com"));
        alice.hear("SIP/2.0 404");
        alice.send(Say.message("sip:nobody@example.com"));
        alice.hearAgain();
    }

    /** Two Twinkles that were started in one second, two Pidgins: only From and Via differ, or the text alone. */
    @Test
    @Tag("3428-1-24")
    void messagesOfTwoSendersWithTheSameIdsAreBothDelivered() {
        try (Phone carol = Phone.udp(aldis.server)) {
            alice.send(message());
            carol.send(message().replace("alice@", "carol@"));
            Heard first = bob.hear();
            Heard second = bob.hear();
            assertThat(first.header("From")).contains("alice");
            assertThat(second.header("From")).contains("carol");
            bob.answer(second, "202 Second");
            bob.answer(first, "200 First");
            carol.hear("SIP/2.0 202 Second");
            alice.hear("SIP/2.0 200 First");
            alice.hearsNothing();
            carol.hearsNothing();
        }
    }

    @Test
    void messageWithTheSameIdsAndAnotherBodyIsNoRetransmission() {
        delivered(message());
        alice.send(message().replace("\n\nhi", "\n\nho"));
        Heard message = bob.hear();
        assertThat(message.text()).endsWith("ho");
        bob.answer(message, "200 OK");
        alice.hearAgain();
    }
}
