package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which user an address belongs to (RFC 2779 §2.1). */
class AddressesOfUsersTest extends TwoPhones {
    @Test
    @Tag("3428-1-04")
    void sameUserOfTwoDomainsIsTwoUsers() {
        try (Phone other = Phone.udp(aldis.server)) {
            other.send(Say.register("<sip:bob@{me}>").replace("example.com", "example.org"));
            other.hear("SIP/2.0 200");
            alice.send(Say.message("sip:bob@example.org"));
            other.answer(other.hear("MESSAGE sip:bob@" + other.address()), "200 OK");
            alice.hear("SIP/2.0 200");
            bob.hearsNothing();
            delivered(message().replace("M1", "M2"));
            other.hearsNothing();
        }
    }

    @Test
    @Tag("3428-1-03")
    void userNeedsNoPresence() {
        delivered(message());
    }

    @Test
    @Tag("3428-1-03")
    void userMayRefusePresence() {
        bob.send(Say.request("PUBLISH", "sip:bob@example.com").replace("Content-L", "Event: presence\nContent-L"));
        bob.hear("SIP/2.0 405");
        alice.send(Say.request("SUBSCRIBE", "sip:bob@example.com").replace("Content-L", "Event: presence\nContent-L"));
        bob.answer(bob.hear("SUBSCRIBE"), "489 Bad Event");
        alice.hear("SIP/2.0 489");
        delivered(message().replace("M1", "M2"));
    }

    @Test
    @Tag("3261-16.4-02")
    void maddrOfTheServerIsIgnored() {
        delivered(Say.message("sip:bob@example.com;maddr=127.0.0.1"));
    }

    @Test
    @Tag("3261-16.5-01")
    void foreignMaddrGets403() {
        refused(Say.message("sip:bob@example.com;maddr=192.0.2.66"), "403 No relaying");
    }

    @Test
    @Tag("3261-16.5-03")
    void equivalentContactsAreOneBinding() {
        aldis.register(bob, "bob", "<sip:%62ob@{me}>");
        bob.send(Say.register("x").replace("Contact: x\n", ""));
        assertThat(bob.hear("SIP/2.0 200").all("Contact")).hasSize(1);
        alice.send(message());
        Heard only = bob.hear("MESSAGE");
        bob.hearsNothing();
        bob.answer(only, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    /** Ten users, each with the addresses of all ten as contacts: the server sends to itself until the breadth is used up. */
    @Test
    @Tag("5393-5.7-01")
    void amplificationAttackOfRfc5393IsLimited() {
        for (int user = 0; user < 10; user++) {
            var contacts = new StringBuilder();
            for (int i = 0; i < 10; i++)
                contacts.append(i > 0 ? ", " : "")
                        .append("<sip:u")
                        .append(i)
                        .append("@{server};from=")
                        .append(user)
                        .append('>');
            aldis.register(alice, "u" + user, contacts.toString());
        }
        long before = aldis.server.counters().requests();
        alice.send(Say.message("sip:u0@example.com"));
        Heard answer = alice.hear();
        if (answer.code() == 100) answer = alice.hear();
        assertThat(answer.code()).isGreaterThanOrEqualTo(400);
        aldis.settles();
        assertThat(aldis.server.counters().requests() - before).isLessThanOrEqualTo(61);
    }
}
