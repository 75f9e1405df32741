package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A 6xx of one device while the copies of others are pending (RFC 3261 §16.7 step 5), with mailboxes. */
class DeclineTest extends ServerWithMailbox {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");

    private void nothingIsKept() {
        assertThat(mail.messages(BOB, 0, 100).toCompletableFuture().join()).isEmpty();
    }

    @Override
    ServerSettings settings() {
        return SETTINGS.with(ServerSettings::patience).of(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"600 Busy Everywhere", "603 Decline", "607 Unwanted", "608 Rejected"})
    @Tag("3261-16.7-08")
    void deviceThatTakesTheMessageAfterADeclineWins(String refusal) {
        try (Phone a = device("a");
                Phone b = device("b")) {
            alice.send(message("c1", "", "hello"));
            Heard atB = b.hear("MESSAGE");
            a.answer(a.hear("MESSAGE"), refusal);
            alice.hearsNothing();
            b.answer(atB, "200 OK");
            alice.hear("SIP/2.0 200");
            aldis.settles();
            nothingIsKept();
            a.hearsNothing();
            b.hearsNothing();
        }
    }

    @Test
    @Tag("3261-16.7-08")
    void declineWinsOverAbsenceAndNothingIsKept() {
        try (Phone a = device("a");
                Phone b = device("b")) {
            alice.send(message("c1", "", "hello"));
            Heard atB = b.hear("MESSAGE");
            a.answer(a.hear("MESSAGE"), "603 Decline");
            alice.hearsNothing();
            b.answer(atB, "480 Away");
            alice.hear("SIP/2.0 603");
            nothingIsKept();
        }
    }

    @Test
    @Tag("3261-16.7-08")
    void silentDeviceIsAwaitedAfterADeclineAndItsLateAnswerIsIgnored() {
        try (Phone a = device("a");
                Phone b = device("b")) {
            alice.send(message("c1", "", "hello"));
            Heard atB = b.hear("MESSAGE");
            a.answer(a.hear("MESSAGE"), "603 Decline");
            alice.hear("SIP/2.0 603");
            aldis.settles();
            b.answer(atB, "200 OK");
            alice.hearsNothing();
            aldis.register(b, "bob", contact("b"));
            b.hearsNothing();
            nothingIsKept();
        }
    }

    /** The device that is away has a copy of what was taken, as of any other message; the one that has declined has none. */
    @Test
    @Tag("3261-16.7-08")
    void deviceThatTakesTheMessageAfterADeclineWinsOverAnAbsentOne() {
        leave(device("away"), "away");
        try (Phone a = device("a");
                Phone b = device("b")) {
            alice.send(message("c1", "", "hello"));
            Heard atB = b.hear("MESSAGE");
            a.answer(a.hear("MESSAGE"), "603 Decline");
            alice.hearsNothing();
            b.answer(atB, "200 OK");
            alice.hear("SIP/2.0 200");
            try (Phone away = device("away")) {
                takes(away, "hello");
            }
            aldis.register(a, "bob", contact("a"));
            a.hearsNothing();
        }
        nothingIsKept();
    }

    @Test
    @Tag("3261-16.7-08")
    void declineOfTheOnlyPresentDeviceRemovesTheMessageForAbsentOnes() {
        leave(device("away"), "away");
        try (Phone a = device("a")) {
            alice.send(message("c1", "", "hello"));
            a.answer(a.hear("MESSAGE"), "603 Decline");
            alice.hear("SIP/2.0 603");
            nothingIsKept();
            try (Phone away = device("away")) {
                away.hearsNothing();
            }
        }
    }

    @Test
    @Tag("3261-16.7-08")
    void copyIsNotSentAfterADecline() {
        try (Phone a = device("a");
                Phone b = device("b");
                Phone carol = aldis.phone("carol")) {
            alice.send(message("c1", "", "hello"));
            Heard atB = b.hear("MESSAGE");
            a.answer(a.hear("MESSAGE"), "603 Decline");
            b.answer(atB, "302 Moved", "Contact: <sip:carol@" + carol.address() + ">");
            alice.hear("SIP/2.0 603");
            carol.hearsNothing();
        }
    }

    /** RFC 5626 §7: over the older flow of the device. */
    @Test
    @Tag("3261-16.7-08")
    void otherFlowIsNotTriedAfterADecline() {
        try (Phone a = device("a");
                Phone older = Phone.tcp(aldis.server);
                Phone later = Phone.tcp(aldis.server)) {
            aldis.register(older, "bob", flow(1));
            aldis.register(later, "bob", flow(2));
            alice.send(message("c1", "", "hello"));
            Heard first = later.hear("MESSAGE");
            a.answer(a.hear("MESSAGE"), "603 Decline");
            alice.hear("SIP/2.0 603");
            older.hearsNothing();
            later.answer(first, "200 OK");
            alice.hearsNothing();
        }
    }

    private static String flow(int id) {
        return "<sip:bob@{me};transport=tcp>;+sip.instance=\"<urn:uuid:flows>\";reg-id=" + id;
    }
}
