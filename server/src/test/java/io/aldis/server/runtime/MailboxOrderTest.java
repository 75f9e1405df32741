package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxSettings;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Order of new and stored messages to the same devices. A device has four seconds; nothing is tried again. */
class MailboxOrderTest extends ServerWithMailbox {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");

    private static MailboxSettings once(MailboxSettings it) {
        return it.with(MailboxSettings::retry)
                .of(Duration.ofHours(1))
                .with(MailboxSettings::slowest)
                .of(Duration.ofHours(1));
    }

    @Override
    ServerSettings settings() {
        return SETTINGS.with(ServerSettings::patience)
                .of(Duration.ofSeconds(4))
                .with(ServerSettings::mailbox)
                .of(once(HASTY));
    }

    private void kept(Predicate<List<MailboxEntry>> wanted) {
        TestServer.until("what is kept is as wanted", () -> wanted.test(messages()));
    }

    private List<MailboxEntry> messages() {
        return mail.messages(BOB, 0, 100).toCompletableFuture().join();
    }

    private static boolean waits(List<MailboxEntry> messages, String name) {
        return messages.stream()
                .flatMap(message -> message.waiting().stream())
                .anyMatch(waiting -> waiting.device().equals("<urn:uuid:" + name + ">"));
    }

    @Test
    @Tag("3428-7-23")
    void messageIsKeptForAbsentDevicesWhileOthersAreSilent() {
        leave(device("b"), "b");
        try (Phone a = device("a");
                Phone c = device("c");
                Phone d = device("d")) {
            alice.send(message("c1", "", "for all"));
            Heard atC = c.hear("MESSAGE");
            Heard atD = d.hear("MESSAGE");
            takes(a, "for all");
            alice.hear("SIP/2.0 200");
            kept(messages -> waits(messages, "b") && !waits(messages, "c"));
            c.answer(atC, "480 Away");
            kept(messages -> waits(messages, "c") && !waits(messages, "d"));
            d.answer(atD, "200 OK");
            try (Phone b = device("b")) {
                takes(b, "for all");
                kept(messages -> messages.size() == 1);
                aldis.register(c, "bob", contact("c"));
                takes(c, "for all");
                kept(List::isEmpty);
                for (Phone each : List.of(a, b, c, d)) each.hearsNothing();
            }
        }
    }

    @Test
    @Tag("3428-7-23")
    void messageTakenLateIsNotKeptForThatDevice() {
        leave(device("b"), "b");
        try (Phone a = device("a");
                Phone c = device("c")) {
            alice.send(message("c1", "", "for all"));
            Heard atC = c.hear("MESSAGE");
            takes(a, "for all");
            kept(messages -> waits(messages, "b"));
            c.answer(atC, "200 OK");
            aldis.settles();
            assertThat(messages()).hasSize(1);
            assertThat(waits(messages(), "c")).isFalse();
        }
    }

    @Test
    @Tag("3261-16.5-05")
    void deviceThatRegistersWhileAnotherIsTriedGetsTheMessageToo() {
        try (Phone c = device("c")) {
            alice.send(message("c1", "", "hello"));
            Heard atC = c.hear("MESSAGE");
            try (Phone d = device("d")) {
                c.answer(atC, "200 OK");
                alice.hear("SIP/2.0 200");
                takes(d, "hello");
                c.hearsNothing();
            }
        }
    }

    @Test
    void newMessageDoesNotOvertakeOnesInDelivery() {
        for (String body : List.of("one", "two")) accepted(body, "", body);
        try (Phone bob = device("a")) {
            Heard one = bob.hear("MESSAGE");
            accepted("three", "", "three");
            bob.hearsNothing();
            bob.answer(one, "200 OK");
            takes(bob, "two");
            takes(bob, "three");
            alice.hearsNothing();
        }
    }

    @Test
    void newMessageWaitsBehindAnOlderOneOfTheSameSender() {
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "old"));
            bob.answer(bob.hear("MESSAGE"), "480 Away");
            alice.hear("SIP/2.0 202");
            accepted("c2", "", "new");
            takes(bob, "old");
            takes(bob, "new");
        }
    }
}
