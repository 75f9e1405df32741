package io.aldis.server.house;

import io.aldis.server.Account;
import io.aldis.server.Domains;
import io.aldis.server.Quota;
import org.junit.jupiter.api.Test;

/** An account says itself whether its messages are accepted before its devices are tried. */
class AcceptFirstTest extends Away {
    /** The server knows it when its event loop has come by. */
    private void bobSays(Account.AcceptFirst word, House to) {
        store.put(House.account("bob", "example.com", "bob").with(word));
        to.settles();
    }

    @Test
    void theAccountsOwnWordIsAboveThatOfItsDomain() {
        try (Phone bob = device("a")) {
            bobSays(Account.AcceptFirst.ON, house);
            accepted("c1", "", "hello");
            bob.answer(bob.hear("MESSAGE"), "603 Decline");
            alice.hearsNothing();
            bobSays(Account.AcceptFirst.OFF, house);
            alice.send(message("c2", "", "hello"));
            bob.answer(bob.hear("MESSAGE"), "603 Decline");
            alice.hear("SIP/2.0 603");
        }
    }

    @Test
    void anAccountThatSaysOffWaitsForTheDeviceWhereTheDomainSaysOn() {
        var first = SETTINGS.with(it -> it.mailbox(MailboxLimitsTest.with(Quota.DEFAULT, Domains.ALL)));
        try (House other = House.keeping(first, store, stores());
                Phone bob = Phone.udp(other.server)) {
            alice.calls(other.server);
            other.register(bob, "bob", contact("a"));
            accepted("c1", "", "hello");
            takes(bob, "hello");
            bobSays(Account.AcceptFirst.OFF, other);
            alice.send(message("c2", "", "hello"));
            bob.answer(bob.hear("MESSAGE"), "603 Decline");
            alice.hear("SIP/2.0 603");
        }
    }
}
