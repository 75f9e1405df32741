package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A device registers a new contact before it answers a request at the old one (DESIGN §5.4). */
class LateAnswerTest extends ServerWithMailbox {
    private static String branch(Heard message) {
        return Heard.parameter(message.all("Via").getFirst(), "branch");
    }

    /** RFC 3261 §17.2.3: a phone that has it knows the copy by its branch, and answers it as a retransmission. */
    @Test
    void copyForTheNewContactHasTheSameBranch() {
        try (Phone before = device("a")) {
            alice.send(message("c1", "", "hello"));
            Heard first = before.hear("MESSAGE");
            try (Phone after = device("a")) {
                Heard second = after.hear("MESSAGE");
                assertThat(branch(second)).isEqualTo(branch(first));
                assertThat(second.requestUri()).contains(after.address());
                after.answer(second, "200 OK");
                alice.hear("SIP/2.0 200");
            }
        }
    }

    /** It is repeated no more to the new contact, and nothing is kept. */
    @Test
    void lateAnswerOverTheOldContactIsTheAnswer() {
        try (Phone before = device("a")) {
            alice.send(message("c1", "", "hello"));
            Heard first = before.hear("MESSAGE");
            try (Phone after = device("a")) {
                after.hear("MESSAGE");
                before.answer(first, "200 OK");
                alice.hear("SIP/2.0 200");
                aldis.settles();
                after.hearsNothing();
                aldis.register(after, "bob", contact("a"));
                after.hearsNothing();
            }
        }
    }

    /** A refusal, too: what a phone says to the one copy it says of both. */
    @Test
    void refusalOverTheOldContactIsTheAnswerOfTheDevice() {
        try (Phone before = device("a")) {
            alice.send(message("c1", "", "hello"));
            Heard first = before.hear("MESSAGE");
            try (Phone after = device("a")) {
                after.hear("MESSAGE");
                before.answer(first, "415 Unsupported Media Type", "Accept: text/html");
                alice.hear("SIP/2.0 415");
            }
        }
    }
}
