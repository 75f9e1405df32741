package io.aldis.server;

import static io.aldis.server.Letters.ALICE;
import static io.aldis.server.Letters.BOB;
import static io.aldis.server.Letters.NOW;
import static io.aldis.server.Letters.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link DeviceStore} does. The tests of a store implement this and give it empty stores. */
public interface DeviceStoreContract {
    /** The store under test, the same for the whole of a test, empty at its beginning. */
    DeviceStore devices();

    /** The mailboxes beside it. */
    MailboxStore mailboxes();

    /** Ends the store and opens what it has left on disk. */
    void restart();

    private List<String> known(Aor account, Instant since) {
        return get(devices().devices(account, since)).stream()
                .map(known -> known.device().id())
                .toList();
    }

    @Test
    default void devicesAreRememberedTheLatestFirst() {
        get(devices().seen(ALICE, List.of("<urn:uuid:1>"), NOW.minusSeconds(3)));
        get(devices().seen(ALICE, List.of("sip:alice@192.0.2.9"), NOW.minusSeconds(2)));
        get(devices().seen(BOB, List.of("<urn:uuid:2>"), NOW));
        assertThat(known(ALICE, Instant.EPOCH)).containsExactly("sip:alice@192.0.2.9", "<urn:uuid:1>");
        assertThat(get(devices().devices(BOB, Instant.EPOCH)))
                .containsExactly(new DeviceStore.Known(new Device(BOB, "<urn:uuid:2>"), NOW));
    }

    @Test
    default void aDeviceThatComesAgainIsTheSame() {
        get(devices().seen(ALICE, List.of("a"), NOW.minusSeconds(9)));
        get(devices().seen(ALICE, List.of("a", "b"), NOW));
        assertThat(known(ALICE, Instant.EPOCH)).containsExactlyInAnyOrder("a", "b");
        assertThat(known(ALICE, NOW)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    default void aDeviceThatHasNotRegisteredForLongIsNone() {
        get(devices().seen(ALICE, List.of("old"), NOW.minusSeconds(60)));
        get(devices().seen(ALICE, List.of("new"), NOW.minusSeconds(59)));
        assertThat(known(ALICE, NOW.minusSeconds(59))).containsExactly("new");
    }

    @Test
    default void devicesOfLongAgoAreForgottenUnlessSomethingIsKeptForThem() {
        get(mailboxes().keep(Letters.text("hi"), Letters.to("waiting"), Quota.DEFAULT));
        for (String id : List.of("waiting", "gone", "gone too"))
            get(devices().seen(ALICE, List.of(id), NOW.minusSeconds(60)));
        get(devices().seen(ALICE, List.of("new"), NOW));
        Instant since = NOW.minusSeconds(59);
        assertThat(get(devices().purge(since, 1))).isOne();
        assertThat(get(devices().purge(since, 9))).isOne();
        assertThat(get(devices().purge(since, 9))).isZero();
        assertThat(known(ALICE, Instant.EPOCH)).containsExactly("new", "waiting");
    }

    @Test
    default void devicesAreThereAfterARestart() {
        get(devices().seen(ALICE, List.of("<urn:uuid:ä>"), NOW));
        restart();
        assertThat(known(ALICE, NOW)).containsExactly("<urn:uuid:ä>");
    }

    @Test
    default void theFirstDeviceGetsWhatWasKeptForNobodyYet() {
        get(mailboxes().keep(Letters.text("one"), Letters.to(), Quota.DEFAULT));
        get(mailboxes().keep(Letters.text("two"), Letters.to(), Quota.DEFAULT));
        get(devices().seen(ALICE, List.of("first", "second"), NOW));
        assertThat(get(mailboxes().next(new Device(ALICE, "first"), NOW))).isPresent();
        assertThat(get(mailboxes().next(new Device(ALICE, "second"), NOW))).isEmpty();
        assertThat(get(mailboxes().next(Device.nobodyYet(ALICE), NOW))).isEmpty();
        get(devices().seen(ALICE, List.of("third"), NOW));
        assertThat(get(mailboxes().next(new Device(ALICE, "third"), NOW))).isEmpty();
    }

    @Test
    default void devicesOfAllAccountsAreListedPageByPage() {
        get(devices().seen(BOB, List.of("c"), NOW));
        get(devices().seen(ALICE, List.of("b", "a"), NOW.minusSeconds(1)));
        var a = new Device(ALICE, "a");
        var b = new Device(ALICE, "b");
        assertThat(get(devices().page(Optional.empty(), 1)))
                .containsExactly(new DeviceStore.Known(a, NOW.minusSeconds(1)));
        assertThat(get(devices().page(Optional.of(a), 9)))
                .extracting(DeviceStore.Known::device)
                .containsExactly(b, new Device(BOB, "c"));
        assertThat(get(devices().page(Optional.of(new Device(BOB, "c")), 9))).isEmpty();
    }

    @Test
    default void aDeviceOfAnotherStoreIsKnownByTheLaterOfBothTimesAndGetsNothing() {
        get(mailboxes().keep(Letters.text("for nobody yet"), Letters.to(), Quota.DEFAULT));
        var device = new Device(ALICE, "a");
        for (Instant seen : List.of(NOW.minusSeconds(2), NOW, NOW.minusSeconds(1)))
            get(devices().bring(new DeviceStore.Known(device, seen)));
        restart();
        assertThat(get(devices().devices(ALICE, Instant.EPOCH))).containsExactly(new DeviceStore.Known(device, NOW));
        assertThat(get(mailboxes().next(device, NOW))).isEmpty();
        assertThat(get(mailboxes().next(Device.nobodyYet(ALICE), NOW))).isPresent();
    }

    @Test
    default void aDeviceIsForgottenWithWhatIsKeptForIt() {
        get(devices().seen(ALICE, List.of("a", "b"), NOW));
        get(mailboxes().keep(Letters.text("for both"), Letters.to(), Quota.DEFAULT));
        assertThat(get(devices().forget(new Device(ALICE, "a")))).isTrue();
        assertThat(get(devices().forget(new Device(ALICE, "a")))).isFalse();
        assertThat(known(ALICE, NOW)).containsExactly("b");
        assertThat(get(mailboxes().next(new Device(ALICE, "a"), NOW))).isEmpty();
        assertThat(get(mailboxes().next(new Device(ALICE, "b"), NOW))).isPresent();
        get(devices().forget(new Device(ALICE, "b")));
        assertThat(get(mailboxes().letters(ALICE, 0, 10))).isEmpty();
    }
}
