package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxEntry;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old contacts of a phone without {@code +sip.instance} that expire (DESIGN §5.5, ADR 62). */
class ExpiredContactsTest extends ServerWithMailbox {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");

    private int sent;

    private List<MailboxEntry> messages() {
        return mail.messages(BOB, 0, 1000).toCompletableFuture().join();
    }

    private List<String> devices() {
        return mail.devices(BOB, Instant.EPOCH).toCompletableFuture().join().stream()
                .map(known -> known.device().id())
                .toList();
    }

    private static String bare(String user) {
        return "<sip:" + user + "@{me};transport={transport}>";
    }

    private void relayed(String body, Phone taker) {
        alice.send(message("c" + ++sent, "", body));
        takes(taker, body);
        alice.hear("SIP/2.0 200");
    }

    /** Bob's contacts, as a REGISTER without any lists them. */
    private List<String> contacts(Phone phone) {
        phone.send(Say.register("x").replace("Contact: x\n", "").replace("M1", "M" + System.nanoTime()));
        return phone.hear("SIP/2.0 200").all("Contact");
    }

    /** The server ends, and is started again, before the silence of the old contact is noticed: while it is bound, or when it has expired. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messageDoesNotWaitForAContactThatExpiresAroundARestart(boolean whileDown) throws IOException {
        aldis.close();
        aldis = TestServer.keeping(SHORT, store, stores());
        alice.calls(aldis.server);
        try (Phone first = Phone.udp(aldis.server);
                Phone second = Phone.udp(aldis.server)) {
            aldis.register(first, "bob", bare("bob") + ";expires=3");
            bound(second, 1, "");
            relayed("1", second);
            aldis.server.close(); // without waiting for the old contact
            if (whileDown)
                TestServer.until("it has expired", () -> Instant.now().isAfter(expiry(0)));
            aldis = TestServer.keeping(SHORT, store, stores());
            alice.calls(aldis.server);
            second.calls(aldis.server);
            TestServer.until(
                    "the old contact has expired", () -> contacts(second).size() == 1);
            bound(second, 2, "");
            TestServer.until("it is forgotten", () -> devices().size() == 1);
            relayed("2", second);
            aldis.settles();
            assertThat(messages()).isEmpty();
        }
    }

    private Instant expiry(int place) {
        var found = new ArrayList<Instant>();
        store.readAll(
                (aor, registered) -> found.add(registered.bindings().get(place).expires()));
        return found.getFirst();
    }

    private static final ServerSettings SHORT = SETTINGS.with(ServerSettings::registration)
            .of(ServerSettings.Registration.DEFAULT
                    .with(ServerSettings.Registration::usual)
                    .of(Duration.ofSeconds(1800))
                    .with(ServerSettings.Registration::shortest)
                    .of(Duration.ofSeconds(1)));

    /** Of two nameless phones that look alike, registered side by side, one is switched off: it is no old contact (DESIGN §5.3). */
    @Test
    void refreshedPhoneBesideAnotherGetsItsMessageAfterItsContactExpired() throws IOException {
        aldis.close();
        aldis = TestServer.keeping(SHORT, store, stores());
        alice.calls(aldis.server);
        try (Phone first = Phone.udp(aldis.server);
                Phone second = Phone.udp(aldis.server)) {
            bound(first, 1, ";expires=600");
            bound(second, 1, "");
            bound(first, 2, ";expires=1");
            bound(second, 2, "");
            TestServer.until("the contact has expired", () -> contacts(second).size() == 1);
            relayed("1", second);
            TestServer.until("a copy waits for it", () -> messages().size() == 1);
            aldis.close();
            aldis = TestServer.keeping(SHORT, store, stores());
            alice.calls(aldis.server);
            second.calls(aldis.server);
            bound(second, 3, "");
            first.calls(aldis.server);
            bound(first, 3, "");
            takes(first, "1");
        }
    }

    /** A message that comes after the end of the old contact is not stored for it either. */
    @Test
    void messageIsNotKeptForAnExpiredContact() throws IOException {
        aldis.close();
        aldis = TestServer.keeping(SHORT, store, stores());
        alice.calls(aldis.server);
        try (Phone first = Phone.udp(aldis.server);
                Phone second = Phone.udp(aldis.server)) {
            bound(first, 1, ";expires=1");
            bound(second, 1, "");
            TestServer.until(
                    "the old contact has expired", () -> contacts(second).size() == 1);
            relayed("1", second);
            aldis.settles();
            assertThat(devices()).hasSize(1);
            assertThat(messages()).isEmpty();
        }
    }

    private void bound(Phone phone, int cseq, String parameters) {
        phone.send(Say.register(bare("bob") + parameters)
                .replace("M1", "n" + System.nanoTime())
                .replace("CSeq: 1", "CSeq: " + cseq));
        phone.hear("SIP/2.0 200");
    }
}
