package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.server.Domains;
import io.aldis.server.Quota;
import io.aldis.server.ServerSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The setting of an account whether messages are accepted before its devices are tried. */
class AcceptFirstTest extends ServerWithMailbox {
    /** The server knows it when its event loop has come by. */
    private void bobSays(Account.AcceptFirst word, TestServer to) {
        store.put(TestServer.account("bob", "example.com", "bob").with(word));
        to.settles();
    }

    @Test
    void acceptFirstOfTheAccountOverridesThatOfItsDomain() {
        try (Phone bob = device("a")) {
            bobSays(Account.AcceptFirst.ON, aldis);
            accepted("c1", "", "hello");
            bob.answer(bob.hear("MESSAGE"), "603 Decline");
            alice.hearsNothing();
            bobSays(Account.AcceptFirst.OFF, aldis);
            alice.send(message("c2", "", "hello"));
            bob.answer(bob.hear("MESSAGE"), "603 Decline");
            alice.hear("SIP/2.0 603");
        }
    }

    @Test
    void accountWithAcceptFirstOffWaitsForItsDevice() {
        var first = SETTINGS.with(ServerSettings::mailbox).of(MailboxLimitsTest.with(Quota.DEFAULT, Domains.ALL));
        try (TestServer other = TestServer.keeping(first, store, stores());
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

    @Test
    @Tag("5630-5.3-02")
    void sipMessageForSipsDevicesIsRefusedBeforeAcceptance() {
        try (Phone phone = Phone.udp(aldis.server)) {
            bobSays(Account.AcceptFirst.ON, aldis);
            String secure = contact("a").replace("sip:bob@{me}", "sips:bob@{me}");
            phone.send(Say.register(secure).replace("REGISTER sip:", "REGISTER sips:"));
            phone.hear("SIP/2.0 200");
            alice.send(message("c1", "", "hello"));
            assertThat(alice.hear("SIP/2.0 480").header("Warning")).isEqualTo("381 example.com \"SIPS Required\"");
            phone.hearsNothing();
        }
    }
}
