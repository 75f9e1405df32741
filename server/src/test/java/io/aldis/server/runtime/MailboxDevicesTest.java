package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxSettings;
import io.aldis.server.Quota;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Phones that return with other contacts, with and without {@code +sip.instance} (DESIGN §5.2 to §5.5). */
@Execution(ExecutionMode.CONCURRENT)
class MailboxDevicesTest extends ServerWithMailbox {
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

    /** A phone without an instance. */
    private Phone nameless(Phone phone, String user) {
        aldis.register(phone, "bob", bare(user));
        return phone;
    }

    private Phone nameless(String user) {
        return nameless(Phone.udp(aldis.server), user);
    }

    private static String bare(String user) {
        return "<sip:" + user + "@{me};transport={transport}>";
    }

    private void unregister(Phone phone, String user) {
        aldis.unregister(phone, "bob", bare(user).replace("{transport}", phone.transport()));
    }

    private void leaves(Phone phone, String user) {
        aldis.unregister(phone, "bob", bare(user));
        phone.close();
    }

    private void accepted(String body) {
        accepted("c" + ++sent, "", body);
    }

    private void relayed(String body, Phone... takers) {
        alice.send(message("c" + ++sent, "", body));
        for (Phone each : takers) takes(each, body);
        alice.hear("SIP/2.0 200");
    }

    // ---- A1: whatever no device has taken goes to the next device that registers

    @ParameterizedTest
    @CsvSource({"bob, bob", "bob, other"})
    void messageWaitsForTheSamePhoneOnAnotherPortOrUnderAnotherUserPart(String before, String after) {
        leaves(nameless(before), before);
        accepted("one");
        accepted("two");
        restart();
        try (Phone back = nameless(after)) {
            takes(back, "one");
            takes(back, "two");
            back.hearsNothing();
        }
        TestServer.until("nothing is kept", () -> messages().isEmpty());
    }

    @Test
    void messageReachesAPhoneWhoseConnectionBrokeOverItsNextConnection() {
        Phone first = nameless(Phone.tcp(aldis.server), "bob");
        first.close();
        alice.send(message("c", "", "hello")).hear("SIP/2.0 202");
        try (Phone back = nameless(Phone.tcp(aldis.server), "bob")) {
            takes(back, "hello");
            back.hearsNothing();
        }
    }

    @Test
    void messageReachesAnUnknownInstance() {
        leave(device("one"), "one");
        accepted("hello");
        try (Phone back = device("two")) {
            takes(back, "hello");
            try (Phone known = device("one")) {
                takes(known, "hello");
            }
            try (Phone third = device("three")) {
                third.hearsNothing();
            }
        }
    }

    @Test
    void messageForAnAccountWithoutDevicesIsOfferedToAllUntilOneTakesIt() {
        accepted("hello");
        try (Phone one = device("one");
                Phone two = Phone.udp(aldis.server)) {
            Heard first = one.hear("MESSAGE");
            aldis.register(two, "bob", contact("two"));
            Heard second = two.hear("MESSAGE");
            one.answer(first, "200 OK");
            TestServer.until("one has taken it", () -> messages().isEmpty());
            two.answer(second, "480 Away");
            aldis.register(two, "bob", contact("two"));
            two.hearsNothing();
        }
    }

    // ---- A2: once

    @Test
    void phoneThatTookMessagesUnderAnotherContactDoesNotGetThemAgain() {
        try (Phone a = Phone.udp(aldis.server)) {
            nameless(a, "bob");
            unregister(a, "bob");
            for (String each : List.of("1", "2", "3")) accepted(each);
            Phone b = nameless("bob");
            for (String each : List.of("1", "2", "3")) takes(b, each);
            TestServer.until("all are taken", () -> messages().isEmpty());
            leaves(b, "bob");
            nameless(a, "bob");
            a.hearsNothing();
        }
    }

    @Test
    void namelessPhonesThatWereRegisteredTogetherGetACopyEach() {
        try (Phone a = nameless("bob");
                Phone b = nameless("bob")) {
            for (Phone each : List.of(a, b)) unregister(each, "bob");
            accepted("hello");
            nameless(a, "bob");
            takes(a, "hello");
            nameless(b, "bob");
            takes(b, "hello");
            nameless(a, "bob");
            a.hearsNothing();
        }
        TestServer.until("nothing is kept", () -> messages().isEmpty());
    }

    @Test
    void namelessPhoneUnderAnotherContactGetsNothingThatAnotherDeviceTook() {
        try (Phone named = device("named")) {
            leaves(nameless("bob"), "bob");
            relayed("old", named);
            TestServer.until("kept for the other", () -> messages().size() == 1);
            restart();
            try (Phone back = nameless("bob")) {
                back.hearsNothing();
            }
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void namelessPhoneUnderTheSameContactGetsWhatAnotherDeviceTook() {
        try (Phone named = device("named");
                Phone bare = nameless("bob")) {
            unregister(bare, "bob");
            relayed("old", named);
            nameless(bare, "bob");
            takes(bare, "old");
            bare.hearsNothing();
        }
    }

    // ---- A2b, A3: old contacts cost nothing

    @Test
    void messageDoesNotWaitForTheOldContactOfACrashedPhone() {
        nameless("bob").close();
        try (Phone back = nameless("bob")) {
            for (String each : List.of("1", "2", "3")) relayed(each, back);
            TestServer.until(
                    "the old contact is gone",
                    () -> aldis.server.waiting() == 0 && devices().size() == 1);
            assertThat(messages()).isEmpty();
        }
        try (Phone third = nameless("bob")) {
            third.hearsNothing();
        }
    }

    /** It ends on its own, while a copy for it is under way or after it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void takenMessageIsNotDeliveredAgainWhenTheOldContactExpires(int seconds) {
        aldis.close();
        var registration = ServerSettings.Registration.DEFAULT
                .with(ServerSettings.Registration::usual)
                .of(Duration.ofSeconds(1800))
                .with(ServerSettings.Registration::shortest)
                .of(Duration.ofSeconds(1));
        aldis = TestServer.keeping(SETTINGS.with(ServerSettings::registration).of(registration), store, stores());
        alice.calls(aldis.server);
        try (Phone first = Phone.udp(aldis.server)) {
            aldis.register(first, "bob", bare("bob") + ";expires=" + seconds);
        }
        try (Phone second = nameless("bob")) {
            for (String each : List.of("1", "2", "3")) relayed(each, second);
            TestServer.until(
                    "the old contact has expired", () -> contacts(second).size() == 1);
            relayed("4", second);
            aldis.settles();
            second.hearsNothing();
        }
        try (Phone third = nameless("bob")) {
            third.hearsNothing();
            relayed("5", third);
        }
        TestServer.until(
                "nothing waits for an old contact",
                () -> aldis.server.waiting() == 0 && messages().isEmpty());
    }

    /** Bob's contacts, as a REGISTER without any lists them. */
    private List<String> contacts(Phone phone) {
        phone.send(Say.register("x").replace("Contact: x\n", "").replace("M1", "M" + System.nanoTime()));
        return phone.hear("SIP/2.0 200").all("Contact");
    }

    @Test
    void mailboxStaysOpenAfterTwoHundredMessagesTakenByOneDevice() {
        leave(device("gone"), "gone");
        try (Phone here = device("here")) {
            for (int i = 0; i < 200; i++) {
                alice.send(message("c" + ++sent, "", "taken " + i));
                takes(here, "taken " + i);
                assertThat(alice.hear().code()).isIn(200, 202); // 202 when the machine is slow
            }
            TestServer.until(
                    "it has taken all",
                    () -> messages().stream()
                            .flatMap(each -> each.waiting().stream())
                            .noneMatch(each -> each.device().contains("here")));
            leave(here, "here");
            accepted("one");
            try (Phone back = device("here")) {
                takes(back, "one");
                back.hearsNothing();
            }
        }
    }

    @Test
    void messagesTakenByOneDeviceUseNoQuota() {
        aldis.close();
        aldis = TestServer.keeping(
                SETTINGS.with(ServerSettings::mailbox).of(hasQuota(new Quota(3, 1 << 20, 2, 2))), store, stores());
        alice.calls(aldis.server);
        leave(device("gone"), "gone");
        try (Phone here = device("here")) {
            for (int i = 0; i < 5; i++) relayed("taken " + i, here);
            aldis.unregister(here, "bob", contact("here"));
            accepted("one");
            accepted("two");
            alice.send(message("c9", "", "three")).hear("SIP/2.0 480");
            aldis.register(here, "bob", contact("here"));
            takes(here, "one");
            takes(here, "two");
        }
    }

    private static MailboxSettings hasQuota(Quota quota) {
        return HASTY.with(MailboxSettings::quota).of(quota);
    }

    @Test
    void manyStartsOnOtherPortsLeaveOneDevice() {
        for (int i = 0; i < 12; i++) leaves(nameless("bob"), "bob");
        assertThat(devices()).hasSize(1);
        for (int i = 0; i < 12; i++) nameless("bob").close();
        assertThat(devices()).hasSizeLessThanOrEqualTo(10);
    }

    /** Each old contact is left when it does not answer the first message. */
    @Test
    void manyCrashesLeaveOneDeviceAndNoMessage() {
        for (int i = 0; i < 12; i++) nameless("bob").close();
        try (Phone back = nameless("bob")) {
            relayed("hello", back);
            TestServer.until(
                    "one device is left",
                    () -> aldis.server.waiting() == 0 && devices().size() == 1);
            assertThat(messages()).isEmpty();
            relayed("next", back);
            back.hearsNothing();
        }
        assertThat(messages()).isEmpty();
    }

    // ---- A5: no message stops another

    @Test
    void messageThatADeviceNeverAnswersIsPutAside() {
        for (String each : List.of("bad", "good", "better")) accepted(each);
        try (Phone bob = device("a")) {
            var taken = new ArrayList<String>();
            int bad = 0;
            for (int i = 0; i < 40 && taken.size() < 2; i++) {
                Heard next = bob.hear();
                if (!next.startLine().startsWith("MESSAGE")) continue;
                if (next.bodyText().equals("bad")) {
                    bad++;
                    continue;
                }
                bob.answer(next, "200 OK");
                taken.add(next.bodyText());
            }
            assertThat(taken).containsExactly("good", "better");
            assertThat(bad).isBetween(1, 3);
        }
    }

    /** It takes what another sender writes to it meanwhile, which comes from the mailbox too, behind the first. */
    @Test
    void unansweredMessageIsPutAsideWhileTheDeviceAnswersOthers() {
        for (String each : List.of("bad", "good")) accepted(each);
        try (Phone bob = device("a")) {
            var tries = new HashSet<String>();
            Heard next = bob.hear("MESSAGE");
            for (; !next.bodyText().equals("good"); next = bob.hear("MESSAGE")) {
                if (!next.bodyText().equals("bad")) bob.answer(next, "200 OK");
                else if (tries.add(branch(next)))
                    alice.send(message("c" + ++sent, "", "of carol")
                            .replace("sip:alice@example.com", "sip:carol@example.com"));
            }
            bob.answer(next, "200 OK");
            assertThat(tries).hasSizeBetween(1, 3);
        }
    }

    @Test
    void messageThatBreaksTheConnectionIsPutAsideAfterThreeTries() {
        for (String each : List.of("bad", "good")) accepted(each);
        for (int login = 1; ; login++) {
            assertThat(login).isLessThanOrEqualTo(4);
            try (Phone bob = Phone.tcp(aldis.server)) {
                aldis.register(bob, "bob", contact("a"));
                Heard next = bob.hear("MESSAGE");
                if (next.bodyText().equals("bad")) continue;
                bob.answer(next, "200 OK");
                break;
            }
        }
        TestServer.until("only the bad one is left", () -> messages().size() == 1);
    }

    @Test
    void messageAnswered500LetsOthersPassAfterThreeTries() {
        for (String each : List.of("bad", "good")) accepted(each);
        try (Phone bob = device("a")) {
            int bad = 0;
            for (Heard next = bob.hear("MESSAGE"); next.bodyText().equals("bad"); next = bob.hear("MESSAGE")) {
                bob.answer(next, "500 No");
                bad++;
                assertThat(bad).isLessThanOrEqualTo(3);
            }
        }
    }

    // ---- A6, A7: a new binding ends the wait for the old one

    @ParameterizedTest
    @ValueSource(strings = {"instance", "nameless"})
    void registerElsewhereDuringTheDeliveryMovesTheMessageAtOnce(String kind) {
        aldis.close();
        aldis = TestServer.keeping(SETTINGS.with(ServerSettings::patience).of(Duration.ofSeconds(15)), store, stores());
        alice.calls(aldis.server);
        boolean named = kind.equals("instance");
        try (Phone silent = named ? device("a") : nameless("bob")) {
            alice.send(message("c", "", "hello"));
            silent.hear("MESSAGE");
            long registered = System.nanoTime();
            try (Phone back = named ? device("a") : nameless("bob")) {
                takes(back, "hello");
                assertThat(Duration.ofNanos(System.nanoTime() - registered)).isLessThan(Duration.ofSeconds(5));
                alice.hear("SIP/2.0 200");
                silent.hearsNothing();
                back.hearsNothing();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"instance", "nameless"})
    void registerElsewhereAfterThe202DeliversTheMessageAtOnce(String kind) {
        boolean named = kind.equals("instance");
        try (Phone silent = named ? device("a") : nameless("bob")) {
            alice.send(message("c", "", "hello"));
            silent.hear("MESSAGE");
            alice.hear("SIP/2.0 202");
            try (Phone back = named ? device("a") : nameless("bob")) {
                takes(back, "hello");
                silent.hearsNothing();
                back.hearsNothing();
            }
        }
        TestServer.until("nothing is kept", () -> messages().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"instance", "nameless"})
    void lateAnswerToTheFirstTryEndsTheDelivery(String kind) {
        boolean named = kind.equals("instance");
        try (Phone silent = named ? device("a") : nameless("bob")) {
            alice.send(message("c", "", "hello"));
            Heard first = silent.hear("MESSAGE");
            alice.hear("SIP/2.0 202");
            try (Phone back = named ? device("a") : nameless("bob")) {
                silent.answer(first, "200 OK");
                back.hearsNothing();
                TestServer.until("nothing is kept", () -> messages().isEmpty());
                back.hearsNothing();
            }
        }
    }

    @Test
    void deliveryMovedToTheNextContactKeepsItsBranch() {
        accepted("hello");
        try (Phone before = device("a")) {
            String branch = branch(before.hear("MESSAGE"));
            try (Phone after = device("a")) {
                assertThat(branch(takes(after, "hello"))).isEqualTo(branch);
            }
        }
    }

    /** A delivery of its own, since the server has restarted. */
    @Test
    void unansweredMessageHasTheSameBranchAtTheNextContact() {
        accepted("hello");
        Phone before = device("a");
        String branch = branch(before.hear("MESSAGE"));
        leave(before, "a");
        restart();
        try (Phone after = device("a")) {
            assertThat(branch(takes(after, "hello"))).isEqualTo(branch);
        }
    }

    private static String branch(Heard message) {
        return Heard.parameter(message.header("Via"), "branch");
    }

    // ---- A12: two live bindings are two devices

    @Test
    void browsersWithoutAnInstanceAreSeparateDevices() {
        aldis.close();
        aldis = TestServer.forBrowsers(SETTINGS, stores());
        try (Phone page = Wires.ws(aldis.server);
                Phone other = Wires.ws(aldis.server);
                Phone carol = Phone.udp(aldis.server)) {
            aldis.register(page, "bob", "<sip:x1@{me};transport=ws>");
            aldis.register(other, "bob", "<sip:x2@{me};transport=ws>");
            for (String body : List.of("1", "2", "3")) {
                carol.send(message("c" + body, "", body));
                takes(other, body); // at once: a server that tries the other only when this one is silent is found out
                takes(page, body);
                carol.hear("SIP/2.0 200");
            }
        }
        alice.calls(aldis.server);
    }
}
