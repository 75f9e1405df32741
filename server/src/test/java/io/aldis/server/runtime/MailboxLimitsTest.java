package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Domains;
import io.aldis.server.MailStores;
import io.aldis.server.MailboxSettings;
import io.aldis.server.Quota;
import io.aldis.server.ServerSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Full mailboxes, accept-first, and a REGISTER during a write. */
class MailboxLimitsTest extends ServerWithMailbox {
    static MailboxSettings with(Quota quota, Domains acceptFirst) {
        return HASTY.with(MailboxSettings::quota)
                .of(quota)
                .with(MailboxSettings::acceptFirst)
                .of(acceptFirst);
    }

    @Override
    ServerSettings settings() {
        return SETTINGS.with(ServerSettings::mailbox).of(with(new Quota(2, 1 << 20, 10, 1), Domains.ALL));
    }

    @Test
    void fullMailboxGives480WithRetryAfter() {
        accepted("c1", "", "one");
        accepted("c2", "", "two");
        Heard full = alice.send(message("c3", "", "three")).hear("SIP/2.0 480");
        assertThat(full.header("Retry-After")).isEqualTo("600");
        assertThat(full.header("Warning")).isEqualTo("399 example.com \"The mailbox is full\"");
        try (Phone bob = device("a")) {
            takes(bob, "one");
            takes(bob, "two");
            aldis.settles();
            bob.hearsNothing();
            accepted("c4", "", "four");
            takes(bob, "four");
        }
    }

    @Test
    @Tag("3428-4-12")
    void senderDoesNotWaitForTheDeviceWithAcceptFirst() {
        try (Phone bob = device("a")) {
            accepted("c1", "", "hello");
            Heard heard = bob.hear("MESSAGE");
            alice.hearsNothing();
            bob.answer(heard, "603 Decline");
            alice.hearsNothing();
        }
    }

    @Test
    void messageIsNotStoredWhereTheMailboxIsOff() {
        var off = SETTINGS.with(ServerSettings::mailbox)
                .by(it -> it.with(MailboxSettings::enabled).of(false));
        try (TestServer other = TestServer.keeping(off, store, stores())) {
            alice.calls(other.server);
            alice.send(message("c1", "", "hello")).hear("SIP/2.0 480");
        }
    }

    @Test
    void registerDuringTheWriteLosesNoMessage() {
        var slow = new Hesitant(mail);
        try (TestServer other = TestServer.keeping(SETTINGS, store, new MailStores(mail, slow));
                Phone bob = Phone.udp(other.server)) {
            alice.calls(other.server);
            alice.send(message("c1", "", "hello"));
            slow.asked();
            other.register(bob, "bob", contact("a"));
            bob.hearsNothing();
            slow.goOn();
            alice.hear("SIP/2.0 202");
            takes(bob, "hello");
        }
    }
}
