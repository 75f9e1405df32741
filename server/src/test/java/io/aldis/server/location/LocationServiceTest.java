package io.aldis.server.location;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.Registered;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Bindings in memory when the store fails, is slow, or is changed by other servers. */
class LocationServiceTest {
    static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ScriptedStore disk = new ScriptedStore();
    private final LocationService directory =
            new LocationService(disk, disk, disk, Runnable::run, InstantSource.fixed(NOW));
    private final List<Boolean> heard = new ArrayList<>();
    private final List<List<String>> seen = new ArrayList<>();

    /** Open registration: users without account. */
    @Test
    void volatileUserWithoutBindingIsEvictedAfterManyOthers() {
        var gone = new Aor("gone", "example.com");
        var bound = new Aor("bound", "example.com");
        directory.makeVolatile(gone);
        directory.makeVolatile(bound);
        directory.change(bound, _ -> Step.go(List.of(at("sip:bound@192.0.2.1"))), _ -> {});
        for (int i = 0; i < 200_000; i++) directory.makeVolatile(new Aor("u" + i, "example.com"));
        assertThat(directory.find(gone)).isEmpty();
        assertThat(directory.find(bound)).isPresent();
        assertThat(directory.find(new Aor("u199999", "example.com"))).isPresent();
    }

    private static Binding at(String contact) {
        return new Binding(SipUri.parse(contact), "", NOW.plusSeconds(60), "c", 1, List.of(), "", "", NOW);
    }

    private List<String> contacts() {
        return directory.bindings(BOB).stream()
                .map(binding -> binding.contact().text())
                .toList();
    }

    private void replace(Aor aor, Binding... bindings) {
        directory.change(
                aor, _ -> Step.go(List.of(bindings)), done -> heard.add(done instanceof Step.Go<List<Binding>>));
    }

    @Test
    void failedWriteChangesNoBinding() {
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        disk.writes(0);
        replace(BOB, at("sip:b@192.0.2.1"));
        disk.fails(1);
        assertThat(contacts()).containsExactly("sip:a@192.0.2.1");
        assertThat(heard).containsExactly(true, false);
    }

    @Test
    void laterChangeIsKeptWhenAnEarlierOneFails() {
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        replace(BOB, at("sip:b@192.0.2.1"));
        disk.fails(0);
        disk.writes(1);
        assertThat(contacts()).containsExactly("sip:b@192.0.2.1");
        assertThat(heard).containsExactly(false, true);
    }

    /** Records what each change was computed from, and the result of each. */
    private void add(Binding binding) {
        directory.change(
                BOB,
                before -> {
                    seen.add(texts(before));
                    return Step.go(
                            Stream.concat(before.stream(), Stream.of(binding)).toList());
                },
                done -> heard.add(done instanceof Step.Go<List<Binding>>));
    }

    private static List<String> texts(List<Binding> bindings) {
        return bindings.stream().map(binding -> binding.contact().text()).toList();
    }

    @Test
    void changesOfOneAddressAreInFlightTogetherWhereNoOtherServerWrites() {
        disk.shared = false;
        directory.load();
        for (String each : List.of("a", "b", "c")) add(at("sip:" + each + "@192.0.2.1"));
        assertThat(disk.writes).hasSize(3);
        for (int i = 0; i < 3; i++) disk.writes(i);
        assertThat(contacts()).containsExactly("sip:a@192.0.2.1", "sip:b@192.0.2.1", "sip:c@192.0.2.1");
        assertThat(seen)
                .containsExactly(List.of(), List.of("sip:a@192.0.2.1"), List.of("sip:a@192.0.2.1", "sip:b@192.0.2.1"));
        assertThat(disk.writes).as("one write for each").hasSize(3);
        assertThat(heard).containsExactly(true, true, true);
    }

    /** The version that another server's set gets must not be taken for that of our own. */
    @Test
    void changesAreMadeInTheirOrderWhenAnotherServerWasFaster() {
        directory.load();
        add(at("sip:a@192.0.2.1"));
        add(at("sip:b@192.0.2.1"));
        disk.otherServer(List.of(at("sip:x@192.0.2.2")));
        disk.writes(0);
        add(at("sip:c@192.0.2.1"));
        for (int i = 1; i < 4; i++) {
            assertThat(disk.writes).as("in flight").hasSize(i + 1);
            disk.writes(i);
        }
        assertThat(contacts())
                .containsExactly("sip:x@192.0.2.2", "sip:a@192.0.2.1", "sip:b@192.0.2.1", "sip:c@192.0.2.1");
        assertThat(heard).containsExactly(true, true, true);
    }

    /** An operator has removed the account and added it again. */
    @Test
    void changesInFlightAreMadeAgainInTheirOrderWhenTheFirstWasNotSet() {
        disk.shared = false;
        directory.load();
        replace(BOB, at("sip:x@192.0.2.2"));
        disk.writes(0);
        add(at("sip:a@192.0.2.1"));
        add(at("sip:b@192.0.2.1"));
        disk.bound = List.of();
        disk.version = 0;
        disk.writes(1);
        add(at("sip:c@192.0.2.1"));
        assertThat(disk.writes).as("nothing is written until all are back").hasSize(3);
        disk.writes(2);
        assertThat(disk.writes).hasSize(6);
        for (int i = 3; i < 6; i++) disk.writes(i);
        assertThat(contacts()).containsExactly("sip:a@192.0.2.1", "sip:b@192.0.2.1", "sip:c@192.0.2.1");
        assertThat(heard).containsExactly(true, true, true, true);
    }

    @Test
    void changeAfterTheRemovalOfAllBindingsWaitsForTheRemoval() {
        disk.shared = false;
        directory.load();
        replace(BOB, at("sip:x@192.0.2.2"));
        replace(BOB);
        add(at("sip:a@192.0.2.1"));
        assertThat(disk.writes).hasSize(2);
        for (int i = 0; i < 3; i++) disk.writes(i);
        assertThat(contacts()).containsExactly("sip:a@192.0.2.1");
    }

    /** The empty set has version 0 each time: a change that was computed from the second one must not be set on the first. */
    @Test
    void failedChangeBeforeARemovalLosesNoLaterBinding() {
        disk.shared = false;
        directory.load();
        add(at("sip:a@192.0.2.1"));
        replace(BOB);
        add(at("sip:c@192.0.2.1"));
        disk.fails(0);
        for (int i = 1; i < disk.writes.size(); i++) disk.writes(i);
        assertThat(contacts()).containsExactly("sip:c@192.0.2.1");
        assertThat(texts(disk.bound)).containsExactly("sip:c@192.0.2.1");
        assertThat(heard).containsExactly(false, true, true);
    }

    /** An operator has removed the account and added it again, so fast that this server has seen no account missing. */
    @Test
    void refusalComputedFromOldBindingsIsComputedAgainWhereNoOtherServerWrites() {
        disk.shared = false;
        directory.load();
        replace(BOB, at("sip:x@192.0.2.2"));
        disk.writes(0);
        disk.bound = List.of();
        disk.version = 0;
        List<Integer> codes = new ArrayList<>();
        change(before -> before.isEmpty() ? Step.go(List.of(at("sip:b@192.0.2.1"))) : Step.stop(Answer.of(403)), codes);
        disk.writes(1);
        assertThat(codes).containsExactly(200);
        assertThat(contacts()).containsExactly("sip:b@192.0.2.1");
    }

    /** Open registration lets trusted sources bind contacts to a user without credentials, as long as the user has no account. */
    @Test
    void bindingsOfOpenRegistrationEndWhenTheUserGetsAnAccount() {
        directory.load();
        Aor dave = Aor.parse("sip:dave@example.com");
        directory.makeVolatile(dave);
        replace(dave, at("sip:d@192.0.2.1"));
        disk.put(new Account(dave, Map.of()));
        assertThat(directory.find(dave)).isPresent();
        assertThat(directory.bindings(dave)).isEmpty();
    }

    @Test
    void refusalWaitsForTheChangesThatItWasComputedFrom() {
        disk.shared = false;
        directory.load();
        List<Integer> codes = new ArrayList<>();
        change(_ -> Step.go(List.of(at("sip:a@192.0.2.1"))), codes);
        change(before -> before.isEmpty() ? Step.go(List.of(at("sip:b@192.0.2.1"))) : Step.stop(Answer.of(403)), codes);
        assertThat(codes).isEmpty();
        disk.fails(0);
        disk.writes(1);
        assertThat(codes).containsExactly(503, 200);
        assertThat(contacts()).containsExactly("sip:b@192.0.2.1");
    }

    /** What is told of one change may lead to the next. */
    @Test
    void changeMayBeRequestedWhenAnotherIsDone() {
        directory.load();
        directory.change(BOB, _ -> Step.go(List.of(at("sip:a@192.0.2.1"))), _ -> add(at("sip:b@192.0.2.1")));
        disk.writes(0);
        disk.writes(1);
        assertThat(contacts()).containsExactly("sip:a@192.0.2.1", "sip:b@192.0.2.1");
        directory.change(BOB, _ -> Step.stop(Answer.of(403)), _ -> add(at("sip:c@192.0.2.1")));
        disk.writes(2);
        assertThat(heard).containsExactly(true, true);
    }

    @Test
    void changesOfOtherAddressesDoNotWait() {
        Aor carol = Aor.parse("sip:carol@example.com");
        disk.put(new Account(carol, Map.of()));
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        replace(carol, at("sip:c@192.0.2.1"));
        assertThat(disk.writes).hasSize(2);
    }

    @Test
    void changeIsComputedAgainFromTheBindingsOfAnotherServer() {
        List<String> news = new ArrayList<>();
        directory.onElsewhere((aor, fresh) -> news.add(aor + " " + fresh.size()));
        directory.load();
        add(at("sip:a@192.0.2.1"));
        disk.otherServer(List.of(at("sip:x@192.0.2.2")));
        disk.writes(0);
        assertThat(heard).isEmpty();
        assertThat(contacts()).containsExactly("sip:x@192.0.2.2");
        assertThat(news).containsExactly("sip:bob@example.com 1");
        disk.writes(1);
        assertThat(contacts()).containsExactly("sip:x@192.0.2.2", "sip:a@192.0.2.1");
        assertThat(seen).containsExactly(List.of(), List.of("sip:x@192.0.2.2"));
        assertThat(heard).containsExactly(true);
    }

    @Test
    void changeThatNeverSucceedsGets503AndTheNextOneIsMade() {
        directory.load();
        List<Integer> codes = new ArrayList<>();
        change(before -> Step.go(List.of(at("sip:a@192.0.2.1"))), codes);
        for (int i = 0; codes.isEmpty(); i++) {
            disk.otherServer(List.of(at("sip:x@192.0.2.2")));
            disk.writes(i);
            assertThat(i).isLessThan(1000);
        }
        assertThat(codes).containsExactly(503);
        change(before -> Step.go(List.of(at("sip:a@192.0.2.1"))), codes);
        disk.writes(disk.writes.size() - 1);
        assertThat(codes).containsExactly(503, 200);
    }

    private void change(Function<List<Binding>, Step<List<Binding>>> work, List<Integer> codes) {
        directory.change(
                BOB,
                work,
                done -> codes.add(
                        switch (done) {
                            case Step.Go<List<Binding>> _ -> 200;
                            case Step.Stop<List<Binding>>(Answer answer) ->
                                answer.status().code();
                        }));
    }

    @Test
    void responseComputedFromOldBindingsIsNotSent() {
        disk.bound = List.of(at("sip:a@192.0.2.1"));
        disk.version = 1;
        directory.load();
        disk.otherServer(List.of());
        List<Integer> codes = new ArrayList<>();
        change(before -> before.isEmpty() ? Step.go(List.of(at("sip:b@192.0.2.1"))) : Step.stop(Answer.of(403)), codes);
        disk.writes(0);
        assertThat(codes).containsExactly(200);
        change(before -> Step.stop(Answer.of(403)), codes);
        assertThat(codes).containsExactly(200, 403);
        assertThat(contacts()).containsExactly("sip:b@192.0.2.1");
    }

    @Test
    void failingChangeGets500AndTheNextOneIsMade() {
        directory.load();
        List<Integer> codes = new ArrayList<>();
        change(
                _ -> {
                    throw new IllegalStateException("of the test");
                },
                codes);
        change(_ -> Step.go(List.of(at("sip:a@192.0.2.1"))), codes);
        disk.writes(0);
        assertThat(codes).containsExactly(500, 200);
    }

    @Test
    void changeSeesNeitherExpiredBindingsNorFlows() {
        disk.bound = List.of(expiring(NOW.minusSeconds(1), ""), expiring(NOW.plusSeconds(9), "1-1"));
        directory.load();
        add(at("sip:a@192.0.2.1"));
        assertThat(seen).containsExactly(List.of("sip:x@192.0.2.9"));
    }

    private static Binding expiring(Instant expires, String flow) {
        return new Binding(SipUri.parse("sip:x@192.0.2.9"), "", expires, "c", 1, List.of(), "", flow, NOW);
    }

    @Test
    void tooManyChangesOfOneAddressGet503AtOnce() {
        directory.load();
        List<Integer> codes = new ArrayList<>();
        int many = BindingChanges.MOST;
        for (int i = 0; i < many + 5; i++) change(_ -> Step.go(List.of(at("sip:a@192.0.2.1"))), codes);
        assertThat(codes).containsExactly(503, 503, 503, 503, 503);
        for (int i = 0; i < many; i++) disk.writes(i);
        assertThat(codes).hasSize(many + 5).endsWith(200);
    }

    @Test
    void bindingsWrittenByAnotherServerAreKnown() {
        List<String> news = new ArrayList<>();
        directory.onElsewhere((aor, fresh) -> news.add(aor + " " + fresh.size()));
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        disk.writes(0);
        disk.follower.bindingsChanged(BOB, new Registered(List.of(at("sip:a@192.0.2.1"), at("sip:b@192.0.2.2")), 2));
        assertThat(contacts()).containsExactly("sip:a@192.0.2.1", "sip:b@192.0.2.2");
        disk.follower.bindingsChanged(BOB, new Registered(List.of(at("sip:b@192.0.2.2")), 3));
        assertThat(contacts()).containsExactly("sip:b@192.0.2.2");
        assertThat(news).containsExactly("sip:bob@example.com 1");
    }

    @Test
    void lateNotificationDoesNotUndoNewerBindings() {
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        replace(BOB, at("sip:b@192.0.2.1"));
        disk.writes(0);
        disk.writes(1);
        disk.follower.bindingsChanged(BOB, new Registered(List.of(at("sip:a@192.0.2.1")), 1));
        assertThat(contacts()).containsExactly("sip:b@192.0.2.1");
    }

    @Test
    void changeDuringTheInitialReadIsNotMissed() {
        Aor carol = Aor.parse("sip:carol@example.com");
        List<Runnable> loop = new ArrayList<>();
        var early = new LocationService(disk, disk, disk, loop::add, InstantSource.fixed(NOW));
        disk.whileListing = () -> {
            disk.put(new Account(carol, Map.of()));
            disk.remove(BOB);
        };
        early.load();
        loop.forEach(Runnable::run);
        assertThat(early.find(carol)).isPresent();
        assertThat(early.find(BOB)).isEmpty();
    }

    @Test
    void removedAccountHasNoBindings() {
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        disk.writes(0);
        disk.remove(BOB);
        assertThat(contacts()).isEmpty();
        directory.close();
    }

    @Test
    void volatileAccountsAreNotWritten() {
        directory.load();
        Aor dave = Aor.parse("sip:dave@example.com");
        directory.makeVolatile(dave);
        replace(dave, at("sip:d@192.0.2.1"));
        assertThat(heard).containsExactly(true);
        assertThat(disk.writes).isEmpty();
        assertThat(directory.bindings(dave)).hasSize(1);
    }

    @Test
    void browserFlowFromBeforeTheStartIsUnconnected() {
        var browser = new Binding(
                SipUri.parse("sip:x@c1.invalid;transport=ws"),
                "",
                NOW.plusSeconds(60),
                "c",
                1,
                List.of(),
                "",
                "1-1",
                NOW);
        var phone = new Binding(
                SipUri.parse("sip:bob@192.0.2.1:5060"), "", NOW.plusSeconds(60), "d", 1, List.of(), "", "", NOW);
        disk.bound = List.of(browser, phone);
        directory.load();
        assertThat(directory.unconnected(BOB)).containsExactly(browser.withoutFlow());
    }
}
