package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract of every {@link BindingStore}. The tests of a store implement this and provide empty stores. */
public interface BindingStoreContract {
    Aor ALICE = Aor.parse("sip:alice@example.com");
    Aor BOB = Aor.parse("sip:bob@example.org");

    /** The store under test, the same for the whole of a test, empty at its beginning. */
    BindingStore bindings();

    /** The accounts beside it. */
    AccountStore accounts();

    /** The same bindings as another server or process sees them. */
    BindingStore bindingsElsewhere();

    /** Ends the store and opens what it has left on disk. */
    void restart();

    @BeforeEach
    default void accountsAreThere() {
        for (Aor aor : List.of(ALICE, BOB)) accounts().put(new Account(aor, Map.of()));
    }

    @Test
    default void bindingsAreReadInTheOrderWritten() {
        var first = Samples.binding("sip:alice@192.0.2.9:5062;transport=tcp");
        var second = Samples.binding("sips:alice@[2001:db8::1]");
        Samples.keep(bindings(), ALICE, first, second);
        Samples.keep(bindings(), BOB, second);
        assertThat(Samples.all(bindings()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(ALICE, List.of(first, second), BOB, List.of(second)));
    }

    @Test
    default void bindingsAreKeptOverARestartWithoutTheirFlow() {
        var kept = Samples.binding("sip:alice@192.0.2.9");
        var given = new Binding(
                kept.contact(),
                kept.parameters(),
                kept.expires(),
                kept.callId(),
                kept.cseq(),
                kept.path(),
                kept.received(),
                kept.clusterRoute(),
                "tcp-17",
                kept.updated());
        Samples.keep(bindings(), ALICE, given);
        restart();
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(kept)));
    }

    @Test
    default void userAgentAndDeviceAreKeptOverARestart() {
        var sample = Samples.binding("sip:alice@192.0.2.9");
        var given = new Binding(
                sample.contact(),
                "",
                sample.expires(),
                sample.callId(),
                sample.cseq(),
                sample.path(),
                sample.received(),
                sample.clusterRoute(),
                "",
                sample.updated(),
                "Phone ü/1 \"x\"",
                "sip:alice@192.0.2.1:6000");
        Samples.keep(bindings(), ALICE, given);
        restart();
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(given)));
        Samples.keep(bindings(), ALICE, given.ofDevice("sip:alice@192.0.2.2:6000"));
        restart();
        assertThat(java.util.Objects.requireNonNull(Samples.all(bindings()).get(ALICE))
                        .getFirst()
                        .device())
                .isEqualTo("sip:alice@192.0.2.2:6000");
    }

    @Test
    default void contactIsKeptByteForByte() {
        String contact = "SIP:%41lice%00:pä§§@Phone-7.EXAMPLE.com:05060;Transport=UDP;x=🦊;ob?Subject=%0d%0a";
        Samples.keep(bindings(), ALICE, Samples.binding(contact));
        restart();
        assertThat(Samples.contacts(bindings(), ALICE)).containsExactly(contact);
    }

    @Test
    default void emptyFieldsStayEmpty() {
        var sample = Samples.binding("sip:192.0.2.9");
        var bare = new Binding(sample.contact(), "", sample.expires(), "", 0, List.of(), "", "", sample.updated());
        Samples.keep(bindings(), ALICE, bare);
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(bare)));
    }

    @Test
    default void twoDevicesMayBindTheSameContact() {
        var one = Samples.binding("sip:alice@192.0.2.9");
        Samples.keep(bindings(), ALICE, one, one);
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(one, one)));
    }

    @Test
    default void replacementRemovesTheEarlierBindings() {
        Samples.keep(bindings(), ALICE, Samples.binding("sip:a@192.0.2.1"), Samples.binding("sip:b@192.0.2.2"));
        var only = Samples.binding("sip:c@192.0.2.3");
        Samples.keep(bindings(), ALICE, only);
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(only)));
    }

    @Test
    default void emptyListRemovesTheBindings() {
        Samples.keep(bindings(), ALICE, Samples.binding("sip:a@192.0.2.1"));
        Samples.keep(bindings(), ALICE);
        Samples.keep(bindings(), BOB);
        assertThat(Samples.all(bindings())).isEmpty();
    }

    @Test
    default void firstOfManySetsFromTheSameVersionIsKept() {
        List<CompletableFuture<BindingStore.SetResult>> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Aor aor = i % 2 == 0 ? ALICE : BOB;
            all.add(bindings()
                    .compareAndSet(aor, 0, List.of(Samples.binding("sip:a@192.0.2.1;n=" + i)))
                    .toCompletableFuture());
        }
        assertThat(all.stream()
                        .map(CompletableFuture::join)
                        .map(BindingStore.SetResult::set)
                        .toList())
                .startsWith(true, true, false, false)
                .filteredOn(set -> set)
                .hasSize(2);
        restart();
        assertThat(Samples.contacts(bindings(), ALICE)).containsExactly("sip:a@192.0.2.1;n=0");
        assertThat(Samples.contacts(bindings(), BOB)).containsExactly("sip:a@192.0.2.1;n=1");
    }

    private static BindingStore.SetResult set(BindingStore store, long version, Binding... bindings) {
        return store.compareAndSet(ALICE, version, List.of(bindings))
                .toCompletableFuture()
                .join();
    }

    @Test
    default void setIsAcceptedWithTheVersionOfThePreviousOne() {
        var one = Samples.binding("sip:a@192.0.2.1");
        var other = Samples.binding("sip:b@192.0.2.2");
        BindingStore.SetResult first = set(bindings(), 0, one);
        assertThat(first)
                .isEqualTo(new BindingStore.SetResult(
                        true, new Registered(List.of(one), first.now().version())));
        BindingStore.SetResult second = set(bindingsElsewhere(), first.now().version(), one, other);
        assertThat(second.set()).isTrue();
        BindingStore.SetResult third = set(bindings(), second.now().version());
        assertThat(third.set()).isTrue();
        assertThat(set(bindings(), third.now().version(), one).set()).isTrue();
    }

    /** Also when only one of several bindings is removed, or nothing differs. An empty set has none where no other server writes. */
    @Test
    default void theVersionOfEachSetIsHigher() {
        var one = Samples.binding("sip:a@192.0.2.1");
        var other = Samples.binding("sip:b@192.0.2.2");
        List<Long> versions = new ArrayList<>();
        long version = 0;
        for (List<Binding> each : List.of(
                List.of(one),
                List.of(one, other),
                List.of(one),
                List.of(one),
                List.of(other),
                List.<Binding>of(),
                List.of(one))) {
            Registered now =
                    set(bindings(), version, each.toArray(Binding[]::new)).now();
            version = now.version();
            assertThat(bindings().read(ALICE).toCompletableFuture().join()).isEqualTo(new Registered(each, version));
            versions.add(version);
        }
        if (bindings().shared()) assertThat(versions).isSorted().doesNotHaveDuplicates();
        else assertThat(versions).containsExactly(1L, 2L, 3L, 4L, 5L, 0L, 1L);
    }

    @Test
    default void setFromAnotherVersionChangesNothingAndReturnsTheStoredBindings() {
        var one = Samples.binding("sip:a@192.0.2.1");
        var other = Samples.binding("sip:b@192.0.2.2");
        Registered first = set(bindings(), 0, one).now();
        Registered second = set(bindings(), first.version(), other).now();
        for (long wrong : List.of(0L, first.version(), second.version() + 1))
            assertThat(set(bindingsElsewhere(), wrong)).isEqualTo(new BindingStore.SetResult(false, second));
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(other)));
    }

    @Test
    default void bindingsAreReadWithTheirVersionAfterARestart() {
        var one = Samples.binding("sip:a@192.0.2.1");
        Registered set =
                set(bindings(), 0, one, Samples.binding("sip:b@192.0.2.2")).now();
        restart();
        assertThat(bindings().read(ALICE).toCompletableFuture().join()).isEqualTo(set);
        List<Registered> all = new ArrayList<>();
        bindings().readAll((_, registered) -> all.add(registered));
        assertThat(all).containsExactly(set);
        assertThat(set(bindings(), set.version(), one).set()).isTrue();
    }

    @Test
    default void addressWithoutBindingsReadsAsEmpty() {
        assertThat(bindings().read(ALICE).toCompletableFuture().join()).isEqualTo(Registered.NOTHING);
    }

    @Test
    default void setFromBeforeTheRemovalOfTheAccountIsNotWritten() {
        Registered set = set(bindings(), 0, Samples.binding("sip:a@192.0.2.1")).now();
        accounts().remove(ALICE);
        accounts().put(new Account(ALICE, Map.of()));
        assertThat(set(bindings(), set.version(), Samples.binding("sip:b@192.0.2.2"))
                        .set())
                .isFalse();
        assertThat(Samples.all(bindings())).isEmpty();
    }

    @Test
    default void bindingsOfAnAddressWithoutAccountAreDropped() {
        var nobody = Aor.parse("sip:nobody@example.com");
        Samples.keep(bindings(), nobody, Samples.binding("sip:a@192.0.2.1"));
        accounts().put(new Account(nobody, Map.of()));
        assertThat(Samples.all(bindings())).isEmpty();
    }

    @Test
    default void recentlyExpiredBindingsAreReadAtTheStart() {
        Instant past = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.MILLIS);
        var live = Samples.binding("sip:a@192.0.2.1");
        var expired = Samples.expiringAt(past, "sip:b@192.0.2.2");
        Samples.keep(bindings(), ALICE, expired, live);
        restart();
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(expired, live)));
        Samples.keep(bindings(), ALICE, live);
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(live)));
    }

    @Test
    default void bindingsExpiredLongAgoAreReadOnceMore() {
        Instant past =
                Instant.now().minus(BindingStore.EXPIRED_KEPT).minusSeconds(1).truncatedTo(ChronoUnit.MILLIS);
        var live = Samples.binding("sip:a@192.0.2.1");
        var expired = Samples.expiringAt(past, "sip:b@192.0.2.2");
        Samples.keep(bindings(), ALICE, expired, live);
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(expired, live)));
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(live)));
    }

    @Test
    default void readSeesEarlierPendingChanges() {
        var binding = Samples.binding("sip:a@192.0.2.1");
        var done = bindings().compareAndSet(ALICE, 0, List.of(binding)).toCompletableFuture();
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(binding)));
        assertThat(done).isCompleted();
    }

    @Test
    default void changeSeesTheBindingsWrittenByOthers() {
        var one = Samples.binding("sip:a@192.0.2.1");
        var other = Samples.binding("sip:b@192.0.2.2");
        Samples.keep(bindings(), ALICE, one);
        Registered changed = Samples.change(bindingsElsewhere(), ALICE, before -> with(before, other))
                .toCompletableFuture()
                .join();
        assertThat(changed.bindings()).containsExactly(one, other);
        assertThat(Samples.all(bindings())).isEqualTo(Map.of(ALICE, List.of(one, other)));
    }

    private static List<Binding> with(List<Binding> before, Binding fresh) {
        return Stream.concat(before.stream(), Stream.of(fresh)).toList();
    }

    @Test
    default void concurrentChangesByTwoServersAreAllKept() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            var fresh = Samples.binding("sip:a@192.0.2.1;n=" + i);
            BindingStore store = i % 2 == 0 ? bindings() : bindingsElsewhere();
            all.add(Samples.change(store, ALICE, before -> with(before, fresh)).toCompletableFuture());
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(Samples.contacts(bindings(), ALICE)).hasSize(100).doesNotHaveDuplicates();
    }
}
