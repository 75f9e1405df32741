package io.aldis.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is the same message, and what only looks like it (PHONES 1 to 5). */
class RepeatTest {
    private House house;
    private Phone alice;
    private Phone bob;

    @BeforeEach
    void open() {
        house = House.open(House.TRUSTING);
        alice = Phone.udp(house.server);
        bob = house.phone("bob");
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        house.close();
    }

    @Test
    @Tag("3261-17.2.2-01")
    @Tag("3261-16.7-15")
    void aRepeatedMessageIsDeliveredOnceAndAnsweredAlike() {
        alice.send(Say.message("sip:bob@example.com"));
        Heard message = bob.hear();
        alice.send(Say.message("sip:bob@example.com"));
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
        alice.send(Say.message("sip:bob@example.com"));
        alice.hearAgain();
        bob.hearsNothing();
    }

    @Test
    void aRepeatedMessageIsRefusedAlike() {
        alice.send(Say.message("sip:nobody@example.com"));
        alice.hear("SIP/2.0 404");
        alice.send(Say.message("sip:nobody@example.com"));
        alice.hearAgain();
    }

    /** Two Twinkles that were started in one second, two Pidgins: only From and Via differ, or the text alone. */
    @Test
    @Tag("3428-1-24")
    void twoSendersWithTheSameIdentifiersBothReachBob() {
        try (Phone carol = Phone.udp(house.server)) {
            alice.send(Say.message("sip:bob@example.com"));
            carol.send(Say.message("sip:bob@example.com").replace("alice@", "carol@"));
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
    void theNextMessageOfAPhoneWithoutImaginationIsNoRepetition() {
        alice.send(Say.message("sip:bob@example.com"));
        bob.answer(bob.hear(), "200 OK");
        alice.hear("SIP/2.0 200");
        alice.send(Say.message("sip:bob@example.com").replace("\n\nhi", "\n\nho"));
        Heard message = bob.hear();
        assertThat(message.text()).endsWith("ho");
        bob.answer(message, "200 OK");
        alice.hearAgain();
    }
}
