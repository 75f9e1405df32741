package io.aldis.server.runtime;

import io.aldis.server.MailStores;
import org.junit.jupiter.api.Test;

/** A device has taken the message and another is away: its copy is being written while a third device has not answered yet. */
class EarlyWriteTest extends ServerWithMailbox {
    private final Hesitant messages = new Hesitant(mail);

    @Override
    MailStores stores() {
        return new MailStores(mail, messages);
    }

    /** Over after the patience: the wait for a message that was sent before has ended, too. */
    private void patienceEnds() {
        try (Phone carol = Phone.udp(aldis.server);
                Phone other = Phone.udp(aldis.server)) {
            aldis.register(other, "alice", contact("d").replace("bob@", "alice@"));
            carol.send(message("c2", "", "another")
                    .replace("sip:alice@", "sip:carol@")
                    .replace("sip:bob@", "sip:alice@"));
            other.hear("MESSAGE");
            carol.hear("SIP/2.0 202");
        }
    }

    @Test
    void deviceThatAnswersAfterThePatienceDuringTheWriteGetsTheMessageOnce() {
        try (Phone a = device("a");
                Phone b = device("b");
                Phone c = device("c")) {
            alice.send(message("c1", "", "hello"));
            Heard late = c.hear("MESSAGE");
            a.answer(a.hear("MESSAGE"), "200 OK");
            alice.hear("SIP/2.0 200");
            b.answer(b.hear("MESSAGE"), "480 Temporarily Unavailable");
            messages.asked();
            patienceEnds();
            c.answer(late, "200 OK");
            aldis.settles();
            messages.goOn();
            takes(b, "hello");
            aldis.register(c, "bob", contact("c"));
            c.hearsNothing();
        }
    }
}
