package io.aldis.server;

import static io.aldis.server.StoredMessages.ALICE;
import static io.aldis.server.StoredMessages.BOB;
import static io.aldis.server.StoredMessages.NOW;
import static io.aldis.server.StoredMessages.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.DeviceStore.Reached;
import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Contract of every {@link DeviceStore}. The tests of a store implement this and provide empty stores. */
public interface DeviceStoreContract {
    /** The store under test, the same for the whole of a test, empty at its beginning. */
    DeviceStore devices();

    /** The mailboxes beside it. */
    MailboxStore mailboxes();

    /** The same mailboxes, for the operator. */
    MailboxAdmin admin();

    /** Ends the store and opens what it has left on disk. */
    void restart();

    private List<String> known(Aor account, Instant since) {
        return get(devices().devices(account, since)).stream()
                .map(known -> known.device().id())
                .toList();
    }

    @Test
    default void devicesAreListedLatestFirst() {
        get(devices().seen(ALICE, StoredMessages.sightings("<urn:uuid:1>"), NOW.minusSeconds(3)));
        get(devices().seen(ALICE, StoredMessages.sightings("sip:alice@192.0.2.9"), NOW.minusSeconds(2)));
        get(devices().seen(BOB, StoredMessages.sightings("<urn:uuid:2>"), NOW));
        assertThat(known(ALICE, Instant.EPOCH)).containsExactly("sip:alice@192.0.2.9", "<urn:uuid:1>");
        assertThat(get(devices().devices(BOB, Instant.EPOCH)))
                .containsExactly(new DeviceStore.Known(
                        new Device(BOB, "<urn:uuid:2>"), DeviceTraits.UNKNOWN, Reached.UNKNOWN, NOW));
    }

    @Test
    default void deviceThatRegistersAgainIsTheSame() {
        get(devices().seen(ALICE, StoredMessages.sightings("a"), NOW.minusSeconds(9)));
        get(devices().seen(ALICE, StoredMessages.sightings("a", "b"), NOW));
        assertThat(known(ALICE, Instant.EPOCH)).containsExactlyInAnyOrder("a", "b");
        assertThat(known(ALICE, NOW)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    default void deviceWithOldRegistrationIsNotKnown() {
        get(devices().seen(ALICE, StoredMessages.sightings("old"), NOW.minusSeconds(60)));
        get(devices().seen(ALICE, StoredMessages.sightings("new"), NOW.minusSeconds(59)));
        assertThat(known(ALICE, NOW.minusSeconds(59))).containsExactly("new");
    }

    @Test
    default void oldDevicesAreForgottenUnlessMessagesWaitForThem() {
        get(mailboxes().keep(StoredMessages.text("hi"), StoredMessages.taken("waiting"), Quota.DEFAULT));
        for (String id : List.of("waiting", "gone", "gone too"))
            get(devices().seen(ALICE, StoredMessages.sightings(id), NOW.minusSeconds(60)));
        get(devices().seen(ALICE, StoredMessages.sightings("new"), NOW));
        Instant since = NOW.minusSeconds(59);
        assertThat(get(devices().purge(since, 1))).isOne();
        assertThat(get(devices().purge(since, 9))).isOne();
        assertThat(get(devices().purge(since, 9))).isZero();
        assertThat(known(ALICE, Instant.EPOCH)).containsExactly("new", "waiting");
    }

    @Test
    default void devicesAreKeptOverARestart() {
        get(devices().seen(ALICE, StoredMessages.sightings("<urn:uuid:ä>"), NOW));
        restart();
        assertThat(known(ALICE, NOW)).containsExactly("<urn:uuid:ä>");
    }

    @Test
    default void transportOfADeviceIsKeptOverARestart() {
        Function<Reached, List<DeviceStore.Sighting>> sighting =
                reached -> List.of(new DeviceStore.Sighting("<urn:uuid:1>", DeviceTraits.UNKNOWN, reached));
        for (Reached reached : List.of(Reached.BY_UDP_ALONE, Reached.OTHERWISE, Reached.BY_UDP_ALONE)) {
            get(devices().seen(ALICE, sighting.apply(reached), NOW));
            restart();
            assertThat(get(devices().devices(ALICE, NOW)).getFirst().reached()).isEqualTo(reached);
            get(devices().seen(ALICE, sighting.apply(Reached.UNKNOWN), NOW));
            assertThat(get(devices().devices(ALICE, NOW)).getFirst().reached())
                    .as("seen again, by a server that does not know")
                    .isEqualTo(reached);
        }
    }

    @Test
    default void traitsOfNamelessDevicesAreKeptOverARestart() {
        var contact = "sip:alice@192.0.2.9:5062";
        get(devices().seen(ALICE, StoredMessages.nameless(contact, contact), NOW.minusSeconds(1)));
        var other = new DeviceTraits("sip:älice@192.0.2.9:6000;x=\"y\"", "call 2", "Phone ü/2");
        get(devices().seen(ALICE, List.of(new DeviceStore.Sighting(contact, other, Reached.UNKNOWN)), NOW));
        restart();
        assertThat(get(devices().devices(ALICE, Instant.EPOCH)))
                .containsExactly(new DeviceStore.Known(new Device(ALICE, contact), other, Reached.UNKNOWN, NOW));
        assertThat(get(devices().page(Optional.empty(), 9)))
                .containsExactly(new DeviceStore.Known(new Device(ALICE, contact), other, Reached.UNKNOWN, NOW));
    }

    @Test
    default void untakenMessageIsOfferedToEveryDeviceThatRegistersUntilOneTakesIt() {
        get(mailboxes().keep(StoredMessages.text("one"), StoredMessages.to(), Quota.DEFAULT));
        get(mailboxes().keep(StoredMessages.text("two"), StoredMessages.to(), Quota.DEFAULT));
        get(devices().seen(ALICE, StoredMessages.sightings("first", "second"), NOW));
        restart();
        get(devices().seen(ALICE, StoredMessages.sightings("third"), NOW));
        for (String id : List.of("first", "second", "third"))
            assertThat(bodies(id)).as(id).containsExactly("one", "two");
        assertThat(StoredMessages.drained(mailboxes(), new Device(ALICE, "second")))
                .containsExactly("one", "two");
        get(devices().seen(ALICE, StoredMessages.sightings("fourth"), NOW));
        for (String id : List.of("first", "second", "third", "fourth"))
            assertThat(bodies(id)).as(id).isEmpty();
        assertThat(get(admin().mailboxes(Optional.empty(), 9))).isEmpty();
    }

    @Test
    default void repeatedRegistrationIsOfferedAMessageOnce() {
        get(devices().seen(ALICE, StoredMessages.sightings("a"), NOW));
        get(mailboxes().keep(StoredMessages.text("one"), StoredMessages.to(), Quota.DEFAULT));
        for (int i = 0; i < 3; i++) get(devices().seen(ALICE, StoredMessages.sightings("a", "a"), NOW));
        assertThat(bodies("a")).containsExactly("one");
        assertThat(StoredMessages.drained(mailboxes(), new Device(ALICE, "a"))).containsExactly("one");
    }

    @Test
    default void deviceOfAnotherAccountIsOfferedNothing() {
        get(mailboxes().keep(StoredMessages.text("one"), StoredMessages.to(), Quota.DEFAULT));
        get(devices().seen(BOB, StoredMessages.sightings("a"), NOW));
        assertThat(get(mailboxes().pending(new Device(BOB, "a"), NOW, 9)).copies())
                .isEmpty();
    }

    @Test
    default void movedNamelessDeviceLosesMessagesTakenByOthersOnly() {
        String id = "sip:alice@192.0.2.9:5062";
        get(devices().seen(ALICE, StoredMessages.nameless(id, id), NOW));
        get(devices().seen(ALICE, StoredMessages.sightings("other"), NOW));
        long first = keptForAll("taken by other");
        keptForAll("taken by nobody");
        get(mailboxes().done(new Device(ALICE, "other"), first, MailboxStore.Ending.TAKEN));
        get(devices().seen(ALICE, StoredMessages.nameless(id, id), NOW));
        assertThat(bodies(id)).as("the same contact").containsExactly("taken by other", "taken by nobody");
        get(devices().seen(ALICE, StoredMessages.nameless(id, "sip:alice@192.0.2.9:6000"), NOW));
        restart();
        assertThat(bodies(id)).as("another contact").containsExactly("taken by nobody");
        assertThat(get(admin().message(first))).as("nobody waits for it").isEmpty();
        assertThat(get(admin().mailboxes(Optional.empty(), 9)).getFirst().messages())
                .isOne();
    }

    @Test
    default void messageForOneDeviceIsNotOfferedToOthersAndEndsWithIt() {
        get(devices().seen(ALICE, StoredMessages.sightings("a", "b"), NOW));
        get(mailboxes().keep(StoredMessages.text("for a"), StoredMessages.only("a"), Quota.DEFAULT));
        get(mailboxes().keep(StoredMessages.text("for b"), StoredMessages.only("b"), Quota.DEFAULT));
        restart();
        get(devices().seen(ALICE, StoredMessages.sightings("a", "b", "c"), NOW));
        assertThat(bodies("a")).containsExactly("for a");
        assertThat(bodies("b")).containsExactly("for b");
        assertThat(bodies("c")).isEmpty();
        long forA = get(admin().messages(ALICE, 0, 9)).getFirst().id();
        get(mailboxes().done(new Device(ALICE, "a"), forA, MailboxStore.Ending.REFUSED));
        get(devices().forget(new Device(ALICE, "b")));
        assertThat(get(admin().messages(ALICE, 0, 9))).isEmpty();
        assertThat(get(admin().mailboxes(Optional.empty(), 9))).isEmpty();
    }

    private long keptForAll(String body) {
        return ((StoreResult.Kept) get(mailboxes().keep(StoredMessages.text(body), StoredMessages.to(), Quota.DEFAULT)))
                .id();
    }

    private List<String> bodies(String id) {
        var device = new Device(ALICE, id);
        return get(mailboxes().pending(device, NOW, 100)).copies().stream()
                .map(copy -> get(mailboxes().open(device, copy.message(), NOW)).orElseThrow())
                .map(held -> StoredMessages.body(held.message()))
                .toList();
    }

    @Test
    default void devicesOfAllAccountsAreListedPageByPage() {
        get(devices().seen(BOB, StoredMessages.sightings("c"), NOW));
        get(devices().seen(ALICE, StoredMessages.sightings("b", "a"), NOW.minusSeconds(1)));
        var a = new Device(ALICE, "a");
        var b = new Device(ALICE, "b");
        assertThat(get(devices().page(Optional.empty(), 1)))
                .containsExactly(new DeviceStore.Known(a, DeviceTraits.UNKNOWN, Reached.UNKNOWN, NOW.minusSeconds(1)));
        assertThat(get(devices().page(Optional.of(a), 9)))
                .extracting(DeviceStore.Known::device)
                .containsExactly(b, new Device(BOB, "c"));
        assertThat(get(devices().page(Optional.of(new Device(BOB, "c")), 9))).isEmpty();
    }

    @Test
    default void importedDeviceKeepsTheLaterTimeAndIsOfferedNothing() {
        get(mailboxes().keep(StoredMessages.text("for nobody yet"), StoredMessages.to(), Quota.DEFAULT));
        var device = new Device(ALICE, "sip:a@192.0.2.1");
        var traits = new DeviceTraits("sip:a@192.0.2.2", "call 1", "phone/1");
        for (Instant seen : List.of(NOW.minusSeconds(2), NOW, NOW.minusSeconds(1)))
            get(devices().importDevice(new DeviceStore.Known(device, traits, Reached.BY_UDP_ALONE, seen)));
        restart();
        assertThat(get(devices().devices(ALICE, Instant.EPOCH)))
                .containsExactly(new DeviceStore.Known(device, traits, Reached.BY_UDP_ALONE, NOW));
        assertThat(StoredMessages.next(mailboxes(), device, NOW)).isEmpty();
        assertThat(get(admin().messages(ALICE, 0, 9))).hasSize(1);
    }

    @Test
    default void deviceIsForgottenWithItsMessagesThatOthersHaveTaken() {
        get(devices().seen(ALICE, StoredMessages.sightings("a", "b"), NOW));
        long taken = keptForAll("taken by a");
        keptForAll("taken by nobody");
        get(mailboxes().done(new Device(ALICE, "a"), taken, MailboxStore.Ending.TAKEN));
        assertThat(get(devices().forget(new Device(ALICE, "b")))).isTrue();
        assertThat(get(devices().forget(new Device(ALICE, "b")))).isFalse();
        assertThat(known(ALICE, NOW)).containsExactly("a");
        assertThat(bodies("b")).isEmpty();
        assertThat(get(admin().message(taken))).isEmpty();
        assertThat(bodies("a")).containsExactly("taken by nobody");
        get(devices().forget(new Device(ALICE, "a")));
        assertThat(get(admin().messages(ALICE, 0, 10)))
                .as("for whichever registers next")
                .hasSize(1);
        get(devices().seen(ALICE, StoredMessages.sightings("c"), NOW));
        assertThat(bodies("c")).containsExactly("taken by nobody");
    }
}
