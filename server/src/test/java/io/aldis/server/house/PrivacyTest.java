package io.aldis.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sender asks to be kept from the recipient (RFC 3323). Alice is at 127.0.0.2, behind a proxy of hers at 192.0.2.7. */
class PrivacyTest {
    private static final String MORE = """
            User-Agent: Phone 1.0
            Organization: Acme
            Subject: secret plans
            Reply-To: <sip:boss@example.net>
            Contact: <sip:alice@127.0.0.2:5060>
            X-Other: stays
            """;

    private House house;
    private Phone alice;
    private Phone bob;

    @BeforeEach
    void open() {
        house = House.open(House.TRUSTING);
        alice = Wires.udp(house.server, "127.0.0.2");
        bob = house.phone("bob");
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        house.close();
    }

    private Heard delivered(String privacy) {
        String way = "Max-Forwards: 70\nVia: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKfirst\n";
        String request = Say.message("sip:bob@example.com").replace("Max-Forwards: 70\n", way + MORE + privacy);
        Heard message = heardByBob(request);
        bob.answer(message, "200 OK");
        Heard answer = alice.hear("SIP/2.0 200");
        assertThat(answer.all("Via")).hasSize(2);
        assertThat(answer.all("Via").getFirst()).contains("branch=z9hG4bKM1", "127.0.0.2");
        assertThat(answer.all("Via").getLast()).isEqualTo("SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKfirst");
        return message;
    }

    private Heard heardByBob(String request) {
        alice.send(request);
        return bob.hear("MESSAGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Privacy: header\n", "Privacy: id;HEADER\n", "Privacy: id\nPrivacy: header ;critical\n"})
    @Tag("3428-1-27")
    void recipientDoesNotSeeWhereTheMessageComesFrom(String privacy) {
        Heard message = delivered(privacy);
        assertThat(message.text()).doesNotContain("127.0.0.2", "192.0.2.7");
        assertThat(message.all("Via")).hasSize(1);
        assertThat(message.text()).contains("Subject: secret plans", "X-Other: stays");
    }

    @Test
    void recipientDoesNotSeeWhatTellsOfTheUser() {
        Heard message = delivered("Privacy: user\n");
        for (String name : List.of("User-Agent", "Organization", "Subject", "Reply-To"))
            assertThat(message.has(name)).as(name).isFalse();
        assertThat(message.has("X-Other")).isTrue();
        assertThat(message.all("Via")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Privacy: none\n", "Privacy: header;user;none\n", "Privacy: id\n"})
    void whoDoesNotAskForItIsShownAsEver(String privacy) {
        Heard message = delivered(privacy);
        assertThat(message.all("Via")).hasSize(3);
        assertThat(message.text()).contains("127.0.0.2", "User-Agent: Phone 1.0", "Subject: secret plans");
    }
}
