package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.server.DeviceTraits;
import io.aldis.server.MailboxEntry;
import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages too large for a datagram, for users whose devices use UDP. */
class TooLargeTest extends ServerWithMailbox {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final String LARGE = "x".repeat(70_000);

    private List<MailboxEntry> kept() {
        return mail.messages(BOB, 0, 100).toCompletableFuture().join();
    }

    /** Alice sends it over TCP. */
    private void isAnswered(String answer) {
        try (Phone sender = Phone.tcp(aldis.server)) {
            sender.send(message("large", "", LARGE)).hear("SIP/2.0 " + answer);
        }
    }

    @Test
    void tooLargeMessageGets513ForAPresentDevice() {
        try (Phone bob = device("a")) {
            isAnswered("513");
            assertThat(kept()).isEmpty();
            alice.send(message("c2", "", "short"));
            takes(bob, "short");
            alice.hear("SIP/2.0 200");
        }
    }

    @Test
    void tooLargeMessageGets513ForAbsentDevices() {
        leave(device("a"), "a");
        Phone nameless = aldis.phone("bob");
        nameless.close();
        leave(device("b"), "b");
        isAnswered("513");
        assertThat(kept()).isEmpty();
        accepted("c2", "", "short");
    }

    @Test
    void tooLargeMessageIsKeptForAnAccountWithoutDevices() {
        isAnswered("202");
    }

    @Test
    void tooLargeMessageIsKeptForADeviceThatRegisteredOverTcp() {
        leave(device("a"), "a");
        try (Phone tcp = Phone.tcp(aldis.server)) {
            aldis.register(tcp, "bob", contact("t").replace("{me}", "{me};transport=tcp"));
            aldis.unregister(tcp, "bob", contact("t").replace("{me}", "{me};transport=tcp"));
        }
        isAnswered("202");
        try (Phone tcp = Phone.tcp(aldis.server)) {
            aldis.register(tcp, "bob", contact("t").replace("{me}", "{me};transport=tcp"));
            takes(tcp, LARGE);
        }
    }

    /** Its binding is in the store and says how it is reached. */
    @Test
    void tooLargeMessageGets513AfterARestartForABoundDevice() {
        Phone bob = device("a");
        bob.close();
        restart();
        isAnswered("513");
        assertThat(kept()).isEmpty();
    }

    @Test
    void tooLargeMessageOfAStrangerGets513AfterARestart() {
        leave(device("a"), "a");
        restart();
        try (Phone stranger = Phone.tcp(aldis.server)) {
            stranger.send(message("large", "", LARGE).replace("alice@example.com", "eve@example.net"))
                    .hear("SIP/2.0 513");
        }
        assertThat(kept()).isEmpty();
    }

    @Test
    void tooLargeMessageGets513AfterARestartForAbsentDevices() {
        leave(device("a"), "a");
        aldis.phone("bob").close(); // nameless, and bound until it expires
        restart();
        isAnswered("513");
        assertThat(kept()).isEmpty();
    }

    /** Its contact does not say that it has registered over a connection. */
    @Test
    void tooLargeMessageIsKeptAfterARestartForADeviceThatRegisteredOverTcp() {
        leave(device("a"), "a");
        try (Phone tcp = Phone.tcp(aldis.server)) {
            aldis.register(tcp, "bob", contact("t"));
            aldis.unregister(tcp, "bob", contact("t"));
        }
        restart();
        isAnswered("202");
        restart();
        try (Phone tcp = Phone.tcp(aldis.server)) {
            aldis.register(tcp, "bob", contact("t"));
            takes(tcp, LARGE);
        }
    }

    @Test
    void tooLargeMessageGets513ForADeviceThatRegistersOverUdpAgain() {
        try (Phone tcp = Phone.tcp(aldis.server)) {
            aldis.register(tcp, "bob", contact("a"));
        }
        leave(device("a"), "a");
        isAnswered("513");
        restart();
        isAnswered("513");
    }

    /** The store is of a version that did not write down how devices have registered. */
    @Test
    void tooLargeMessageIsKeptForADeviceOfAnOldStoreAndBlocksNoOther() {
        var unknown = new Sighting("<urn:uuid:a>", DeviceTraits.UNKNOWN, Reached.UNKNOWN);
        mail.seen(BOB, List.of(unknown), Instant.now()).toCompletableFuture().join();
        isAnswered("202");
        accepted("c2", "", "short");
        try (Phone bob = device("a")) {
            takes(bob, "short");
            alice.send(message("c3", "", "next"));
            takes(bob, "next");
            assertThat(alice.hear().code()).isIn(200, 202); // 202 when it went behind the first one
            bob.hearsNothing();
        }
    }
}
