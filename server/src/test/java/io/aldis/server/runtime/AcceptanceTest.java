package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxEntry;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of the mailbox before it accepts a request: extensions, merged requests, foreign dialogs (RFC 3261 §8.2). */
class AcceptanceTest extends ServerWithMailbox {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final String REQUIRE = "Require: foo, bar\nRequire: baz\n";

    private List<MailboxEntry> kept() {
        return kept(BOB);
    }

    private List<MailboxEntry> kept(Aor account) {
        return mail.messages(account, 0, 100).toCompletableFuture().join();
    }

    private Heard refused420() {
        Heard refusal = alice.hear("SIP/2.0 420");
        assertThat(String.join(", ", refusal.all("Unsupported"))).isEqualTo("foo, bar, baz");
        assertThat(kept()).isEmpty();
        return refusal;
    }

    // ---- Require

    @Test
    @Tag("3261-8.2.2.3-01")
    void unsupportedExtensionForAnAbsentDeviceGets420() {
        alice.send(message("c1", REQUIRE, "hello"));
        refused420();
        leave(device("a"), "a");
        alice.send(message("c2", REQUIRE, "hello"));
        refused420();
    }

    @ParameterizedTest
    @ValueSource(strings = {"480 Away", "503 Quitting", "486 Busy"})
    @Tag("3261-8.2.2.3-01")
    void unavailableDeviceWithARequiredExtensionGets420(String absence) {
        try (Phone bob = device("a")) {
            alice.send(message("c1", REQUIRE, "hello"));
            Heard heard = bob.hear("MESSAGE");
            assertThat(heard.all("Require")).containsExactly("foo, bar", "baz");
            bob.answer(heard, absence);
            refused420();
            bob.hearsNothing();
        }
    }

    @Test
    @Tag("3261-8.2.2.3-01")
    void silentDeviceGetsNoDeliveryAfterThe420() {
        try (Phone bob = device("a")) {
            alice.send(message("c1", REQUIRE, "hello"));
            Heard heard = bob.hear("MESSAGE");
            refused420();
            aldis.settles();
            bob.answer(heard, "200 OK");
            alice.hearsNothing();
        }
    }

    @Test
    @Tag("3261-16.6-01")
    void presentDeviceDecidesAboutARequiredExtension() {
        try (Phone bob = device("a")) {
            alice.send(message("c1", REQUIRE, "hello"));
            bob.answer(bob.hear("MESSAGE"), "200 OK");
            alice.hear("SIP/2.0 200");
            alice.send(message("c2", REQUIRE, "hello again"));
            bob.answer(bob.hear("MESSAGE"), "420 Bad Extension", "Unsupported: foo");
            assertThat(alice.hear("SIP/2.0 420").header("Unsupported")).isEqualTo("foo");
        }
    }

    // ---- merged requests

    @Test
    @Tag("3261-8.2.2.2-01")
    void copyByAnotherPathGets482AndIsKeptOnce() {
        accepted("c1", "", "hello");
        alice.send(message("c1", "", "hello")).hear("SIP/2.0 482");
        try (Phone other = Phone.tcp(aldis.server)) {
            other.send(message("c1", "", "hello")).hear("SIP/2.0 482");
        }
        try (Phone bob = device("a")) {
            takes(bob, "hello");
            bob.hearsNothing();
        }
    }

    @Test
    @Tag("3261-8.2.2.2-01")
    void copyDuringTheDeliveryGets482() {
        try (Phone bob = device("a");
                Phone relay = Phone.udp(aldis.server)) {
            alice.send(message("c1", "", "hello"));
            bob.hear("MESSAGE");
            relay.send(message("c1", "", "hello"));
            bob.hear("MESSAGE");
            alice.hear("SIP/2.0 202");
            relay.hear("SIP/2.0 482");
            assertThat(kept()).hasSize(1);
        }
    }

    @Test
    @Tag("3261-16.3-08")
    void copiesAreForwardedToAPresentDevice() {
        try (Phone bob = device("a")) {
            for (int i = 0; i < 2; i++) {
                alice.send(message("c1", "", "hello"));
                bob.answer(bob.hear("MESSAGE"), "200 OK");
                alice.hear("SIP/2.0 200");
            }
        }
    }

    /** PHONES 1 and 2: only the user, or the text, is another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:alice@example.com>;tag=a -> <sip:carol@example.com>;tag=a",
                "<sip:alice@example.com>;tag=a -> <sip:alice@example.com>;tag=b",
                "Call-ID: c1 -> Call-ID: c2",
                "CSeq: 7 -> CSeq: 8",
                "hello -> hallo"
            })
    void requestThatDiffersInOneIdentifierIsAnotherMessage(String change) {
        accepted("c1", "", "hello");
        String[] sides = change.split(" -> ");
        alice.send(message("c1", "", "hello").replace(sides[0], sides[1])).hear("SIP/2.0 202");
        assertThat(kept()).hasSize(2);
    }

    @Test
    void requestForkedToTwoUsersIsKeptForBoth() {
        accepted("c1", "", "hello");
        alice.send(message("c1", "", "hello").replace("MESSAGE sip:bob@", "MESSAGE sip:alice@"))
                .hear("SIP/2.0 202");
        assertThat(kept()).hasSize(1);
        assertThat(kept(Aor.parse("sip:alice@example.com"))).hasSize(1);
    }

    @Test
    void sameRequestAfterItsTransactionIsANewMessage() {
        accepted("c1", "", "hello");
        TestServer.until("it is accepted again", () -> {
            alice.send(message("c1", "", "hello"));
            return alice.hear().code() == 202;
        });
        assertThat(kept()).hasSize(2);
    }

    /** What was accepted is remembered in memory (ADR 47): none of both is lost. */
    @Test
    void sameRequestByAnotherBranchIsKeptOnceMoreAfterARestart() {
        accepted("c1", "", "hello");
        restart();
        accepted("c1", "", "hello");
        assertThat(kept()).hasSize(2);
        try (Phone bob = device("a")) {
            takes(bob, "hello");
            takes(bob, "hello");
            bob.hearsNothing();
        }
    }

    @Test
    @Tag("8224-6.2.3-01")
    void challengedRequestMayBeSentAgain() {
        var strict = TestServer.SETTINGS
                .with(ServerSettings::mailbox)
                .of(HASTY)
                .with(ServerSettings::patience)
                .of(Duration.ofSeconds(1));
        try (TestServer other = TestServer.keeping(strict, store, stores());
                Phone user = Phone.udp(other.server)) {
            String first = message("c1", "", "hello");
            user.send(first);
            String proof = Proof.ALICE.line(user.hear("SIP/2.0 407"), "MESSAGE", "sip:bob@example.com");
            user.send(first.replace("Max-F", proof + "Max-F"))
                    .hear("SIP/2.0 202"); // same branch and CSeq, as libpurple
        }
        assertThat(kept()).hasSize(1);
    }

    @Test
    void messageThatADeviceRefusedMayBeSentAgain() {
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            bob.answer(bob.hear("MESSAGE"), "415 What");
            alice.hear("SIP/2.0 415");
        }
        alice.send(message("c1", "", "hello"));
        alice.hear("SIP/2.0 202");
    }

    // ---- dialogs

    @Test
    void messageWithAnUnknownToTagIsKept() {
        String request =
                message("c1", "", "hello").replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com>;tag=x");
        assertThat(alice.send(request).hear("SIP/2.0 202").header("To")).isEqualTo("<sip:bob@example.com>;tag=x");
        try (Phone bob = device("a")) {
            assertThat(takes(bob, "hello").header("To")).isEqualTo("<sip:bob@example.com>;tag=x");
            alice.send(request.replace("c1", "c2").replace("branch=z9hG4bK", "branch=z9hG4bKx"));
            bob.answer(bob.hear("MESSAGE"), "480 Away");
            alice.hear("SIP/2.0 202");
        }
    }

    @Override
    ServerSettings settings() {
        return SETTINGS;
    }
}
