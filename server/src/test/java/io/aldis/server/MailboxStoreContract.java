package io.aldis.server;

import static io.aldis.server.Letters.ALICE;
import static io.aldis.server.Letters.BOB;
import static io.aldis.server.Letters.NOW;
import static io.aldis.server.Letters.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxStore.Ending;
import io.aldis.sip.Aor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link MailboxStore} does. The tests of a store implement this and give it empty stores. */
public interface MailboxStoreContract extends ManyLettersContract {
    Device A = new Device(ALICE, "<urn:uuid:a>");
    Device B = new Device(ALICE, "sip:alice@192.0.2.9:5062;transport=tcp");

    /** The store under test, the same for the whole of a test, empty at its beginning. */
    @Override
    MailboxStore mailboxes();

    /** The devices beside it. */
    @Override
    DeviceStore devices();

    /** Ends the store and opens what it has left on disk. */
    @Override
    void restart();

    private Keeping keep(Letter letter, Addressees addressees) {
        return get(mailboxes().keep(letter, addressees, Quota.DEFAULT));
    }

    private long kept(Letter letter, Device... devices) {
        String[] ids = List.of(devices).stream().map(Device::id).toArray(String[]::new);
        if (keep(letter, Letters.to(ids)) instanceof Keeping.Kept(long id, Set<String> who)) {
            assertThat(who).contains(ids);
            return id;
        }
        throw new AssertionError(letter + " was not kept");
    }

    private Optional<String> next(Device device) {
        return next(device, NOW).map(held -> Letters.body(held.letter()));
    }

    private Optional<Held> next(Device device, Instant now) {
        return Letters.next(mailboxes(), device, now);
    }

    private List<String> drained(Device device) {
        return Letters.drained(mailboxes(), device);
    }

    private void taken(Device device, long letter) {
        get(mailboxes().done(device, letter, Ending.TAKEN));
    }

    private void refused(Device device, long letter) {
        get(mailboxes().done(device, letter, Ending.REFUSED));
    }

    private void registered(Device... devices) {
        for (Device device : devices) get(devices().seen(ALICE, Letters.sightings(device.id()), NOW));
    }

    /** Tried again then, and blocking those behind it until then. */
    private void postponed(Device device, long letter, Instant until) {
        get(mailboxes().postpone(device, letter, new Postponement(until, until, true, false)));
    }

    private void isEmpty() {
        assertThat(get(mailboxes().mailboxes(Optional.empty(), 10))).isEmpty();
        assertThat(get(mailboxes().letters(ALICE, 0, 10))).isEmpty();
    }

    // ---- keeping

    @Test
    default void aLetterKeepsEveryByteOverARestart() {
        byte[] octets = new byte[256];
        for (int i = 0; i < octets.length; i++) octets[i] = (byte) i;
        var letter = new Letter(
                ALICE, "sip:%41@example.net", Letter.Kind.TEXT, NOW, NOW.plusMillis(1234), Long.MIN_VALUE + 7, octets);
        kept(letter, A);
        restart();
        Letter found = next(A, NOW).orElseThrow().letter();
        assertThat(found).usingRecursiveComparison().isEqualTo(letter);
    }

    @Test
    default void allRememberedAndAllNamedDevicesWaitForIt() {
        get(devices().seen(ALICE, Letters.sightings(A.id()), NOW));
        assertThat(keep(Letters.text("hi"), Letters.to(B.id())))
                .isInstanceOfSatisfying(
                        Keeping.Kept.class, it -> assertThat(it.devices()).containsExactlyInAnyOrder(A.id(), B.id()));
        assertThat(drained(A)).containsExactly("hi");
        assertThat(drained(B)).containsExactly("hi");
    }

    @Test
    default void devicesThatAreDoneWithItDoNotWaitForIt() {
        get(devices().seen(ALICE, Letters.sightings(A.id(), B.id()), NOW));
        keep(Letters.text("hi"), Letters.except(A.id()));
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("hi");
    }

    @Test
    default void nothingIsKeptWhenAllDevicesAreDoneWithIt() {
        get(devices().seen(ALICE, Letters.sightings(A.id()), NOW));
        assertThat(keep(Letters.text("hi"), Letters.except(A.id()))).isEqualTo(new Keeping.Needless());
        assertThat(get(mailboxes().mailboxes(Optional.empty(), 10))).isEmpty();
    }

    @Test
    default void nothingIsKeptForNobodyWhenSomeDeviceIsDoneWithIt() {
        assertThat(keep(Letters.text("hi"), Letters.except(A.id()))).isEqualTo(new Keeping.Needless());
    }

    @Test
    default void onlyTheLatestOfManyDevicesWait() {
        for (int i = 0; i < 12; i++) get(devices().seen(ALICE, Letters.sightings("d" + i), NOW.minusSeconds(12 - i)));
        assertThat(keep(Letters.text("hi"), Letters.to()))
                .isInstanceOfSatisfying(
                        Keeping.Kept.class,
                        it -> assertThat(it.devices())
                                .hasSize(10)
                                .contains("d11")
                                .doesNotContain("d0", "d1"));
    }

    @Test
    default void equalLettersAreTwo() {
        kept(Letters.text("the same"), A);
        kept(Letters.text("the same"), A);
        assertThat(drained(A)).containsExactly("the same", "the same");
    }

    // ---- handing out

    @Test
    default void lettersComeInTheirOrderAndReceiptsBehindThem() {
        kept(Letters.text("1"), A);
        kept(Letters.receipt("r1"), A);
        kept(Letters.from("sip:dave@example.net", "2"), A);
        kept(Letters.receipt("r2"), A);
        kept(Letters.text("3"), A);
        assertThat(drained(A)).containsExactly("1", "2", "3", "r1", "r2");
    }

    @Test
    default void aLaterLetterHasAHigherId() {
        long first = kept(Letters.text("1"), A);
        taken(A, first);
        restart();
        assertThat(kept(Letters.text("2"), A)).isGreaterThan(first);
    }

    @Test
    default void theNextIsTheSameUntilTheDeviceIsDone() {
        long first = kept(Letters.text("1"), A);
        kept(Letters.text("2"), A);
        assertThat(next(A)).contains("1");
        assertThat(next(A)).contains("1");
        taken(A, first);
        assertThat(next(A)).contains("2");
    }

    @Test
    default void oneDeviceTakesNothingFromAnother() {
        long id = kept(Letters.text("1"), A, B);
        taken(A, id);
        restart();
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("1");
        taken(B, id);
        assertThat(get(mailboxes().letter(id))).isEmpty();
    }

    @Test
    default void beingDoneTwiceIsBeingDone() {
        long id = kept(Letters.text("1"), A, B);
        taken(A, id);
        taken(A, id);
        postponed(A, id, NOW);
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("1");
    }

    @Test
    default void aPostponedLetterLetsThoseOfOthersPassUntilItIsDue() {
        long first = kept(Letters.text("1"), A, B);
        kept(Letters.from("sip:dave@example.net", "2"), A);
        postponed(A, first, NOW.plusSeconds(10));
        restart();
        assertThat(next(A)).contains("2");
        assertThat(next(B)).contains("1");
        Held again = next(A, NOW.plusSeconds(10)).orElseThrow();
        assertThat(again.id()).isEqualTo(first);
        assertThat(again.tries()).isEqualTo(1);
    }

    // ---- from another store

    private Boolean brought(Letter letter, int copies) {
        return get(mailboxes().bring(letter, true, List.of(new Listed.Waiting(A.id(), 0, Instant.EPOCH)), copies));
    }

    @Test
    default void aLetterOfAnotherStoreIsHereAsItWasThere() {
        byte[] octets = new byte[256];
        for (int i = 0; i < octets.length; i++) octets[i] = (byte) i;
        Instant before = NOW.minusSeconds(100);
        var letter = new Letter(
                ALICE,
                "sip:%41@example.net",
                Letter.Kind.RECEIPT,
                before,
                NOW.plusMillis(1234),
                Long.MIN_VALUE,
                octets);
        List<Listed.Waiting> waiting = List.of(
                new Listed.Waiting(A.id(), 3, NOW.plusSeconds(5)), new Listed.Waiting(B.id(), 0, Instant.EPOCH));
        assertThat(get(mailboxes().bring(letter, true, waiting, 1))).isTrue();
        restart();
        Listed found = get(mailboxes().letters(ALICE, 0, 9)).getFirst();
        assertThat(found.letter()).usingRecursiveComparison().isEqualTo(letter);
        assertThat(found.waiting()).containsExactlyInAnyOrderElementsOf(waiting);
        assertThat(next(A, NOW)).isEmpty();
        assertThat(next(B, NOW)).isPresent();
        assertThat(get(mailboxes().mailboxes(Optional.empty(), 9))).containsExactly(new Mailbox(ALICE, 1, 256));
    }

    @Test
    default void whatIsBroughtTwiceIsHereOnceAndWhatIsThereTwiceIsHereTwice() {
        assertThat(brought(Letters.text("the same"), 1)).isTrue();
        assertThat(brought(Letters.text("the same"), 1)).isFalse();
        assertThat(brought(Letters.text("the same"), 2)).isTrue();
        assertThat(brought(Letters.text("the same"), 2)).isFalse();
        assertThat(drained(A)).containsExactly("the same", "the same");
    }

    @Test
    default void lettersThatDifferInAnythingAreNotTheSame() {
        Letter one = Letters.text("one");
        var same = new Letter(
                one.account(),
                one.sender(),
                one.kind(),
                one.arrived(),
                one.expires(),
                one.seed(),
                one.bytes().clone());
        List<Letter> others = List.of(
                Letters.text("two"),
                Letters.from("sip:dave@example.net", "one"),
                Letters.receipt("one"),
                Letters.expiring(NOW.plusSeconds(1), "one"),
                Letters.letter(BOB, one.sender(), one.kind(), one.expires(), "one"),
                new Letter(
                        one.account(),
                        one.sender(),
                        one.kind(),
                        NOW.minusMillis(1),
                        one.expires(),
                        one.seed(),
                        one.bytes()),
                new Letter(one.account(), one.sender(), one.kind(), NOW, one.expires(), one.seed() + 1, one.bytes()));
        assertThat(brought(one, 1)).isTrue();
        for (Letter other : others)
            assertThat(brought(other, 1)).as(other.toString()).isTrue();
        assertThat(brought(same, 1)).isFalse();
    }

    @Test
    default void thoseOfASenderWaitBehindOneOfHisThatIsPostponed() {
        long first = kept(Letters.text("1"), A);
        postponed(A, first, NOW.plusSeconds(10));
        kept(Letters.text("2"), A, B);
        kept(Letters.receipt("r"), A);
        kept(Letters.from("sip:dave@example.net", "other"), A);
        assertThat(drained(A)).as("another's, and another kind").containsExactly("other", "r");
        assertThat(drained(B)).as("another device").containsExactly("2");
        assertThat(next(A, NOW.plusSeconds(10)).orElseThrow().id()).isEqualTo(first);
        taken(A, first);
        assertThat(next(A)).contains("2");
    }

    @Test
    default void nobodyWaitsBehindWhatHasExpired() {
        Letter brief = Letters.expiring(NOW.plusSeconds(5), "1");
        postponed(A, kept(brief, A), NOW.plusSeconds(10));
        kept(Letters.from(brief.sender(), "2"), A);
        assertThat(next(A)).isEmpty();
        assertThat(next(A, NOW.plusSeconds(5)).map(held -> Letters.body(held.letter())))
                .contains("2");
    }

    @Test
    default void aPostponedLetterBlocksNoLongerThanItSays() {
        long first = kept(Letters.text("1"), A);
        kept(Letters.text("2"), A);
        Instant due = NOW.plusSeconds(60);
        get(mailboxes().postpone(A, first, new Postponement(due, NOW.plusSeconds(10), false, false)));
        restart();
        PendingCopy copy = get(mailboxes().pending(A, NOW, 1)).copies().getFirst();
        assertThat(copy.notBefore()).isEqualTo(due);
        assertThat(copy.blocksUntil()).isEqualTo(NOW.plusSeconds(10));
        assertThat(next(A, NOW.plusSeconds(9))).isEmpty();
        assertThat(next(A, NOW.plusSeconds(10)).map(held -> Letters.body(held.letter())))
                .contains("2");
        assertThat(next(A, due).orElseThrow().id()).isEqualTo(first);
    }

    @Test
    default void whatIsSetAsideComesLastAndBlocksNobody() {
        long first = kept(Letters.text("1"), A);
        kept(Letters.receipt("r"), A);
        kept(Letters.text("2"), A);
        get(mailboxes().postpone(A, first, new Postponement(NOW, Instant.EPOCH, false, true)));
        restart();
        assertThat(get(mailboxes().pending(A, NOW, 9)).copies())
                .extracting(PendingCopy::aside)
                .containsExactly(false, false, true);
        assertThat(drained(A)).containsExactly("2", "r", "1");
    }

    @Test
    default void answersAreCountedApartFromTries() {
        long id = kept(Letters.text("1"), A);
        get(mailboxes().postpone(A, id, new Postponement(NOW, Instant.EPOCH, false, false)));
        get(mailboxes().postpone(A, id, Postponement.dueAt(NOW)));
        get(mailboxes().postpone(A, id, new Postponement(NOW, Instant.EPOCH, false, false)));
        restart();
        Held held = next(A, NOW).orElseThrow();
        assertThat(held.tries()).isEqualTo(3);
        assertThat(held.answers()).isEqualTo(1);
        assertThat(get(mailboxes().pending(A, NOW, 9)).copies().getFirst().tries())
                .isEqualTo(3);
    }

    @Test
    default void theFirstOfManyAreTold() {
        for (int i = 0; i < 5; i++) kept(Letters.text("" + i), A);
        List<Long> all = get(mailboxes().pending(A, NOW, 9)).copies().stream()
                .map(PendingCopy::letter)
                .toList();
        assertThat(all).hasSize(5).isSorted();
        assertThat(get(mailboxes().pending(A, NOW, 2)).copies())
                .extracting(PendingCopy::letter)
                .isEqualTo(all.subList(0, 2));
    }

    // ---- who gets it

    @Test
    default void whatADeviceHasTakenIsWithdrawnFromThoseThatWereOfferedItAndNotFromOthers() {
        registered(A, B);
        long id = kept(Letters.text("1"), A, B);
        Device c = new Device(ALICE, "c");
        registered(c);
        assertThat(next(c)).contains("1");
        taken(A, id);
        restart();
        assertThat(next(c)).as("offered").isEmpty();
        assertThat(next(B)).as("kept for").contains("1");
        assertThat(get(mailboxes().letter(id)).orElseThrow().taken()).isTrue();
        registered(new Device(ALICE, "d"));
        assertThat(next(new Device(ALICE, "d"))).isEmpty();
        taken(B, id);
        isEmpty();
    }

    @Test
    default void oneThatIsOfferedItTakesNothingFromThoseThatItIsKeptFor() {
        long id = kept(Letters.text("1"), A);
        registered(B);
        taken(B, id);
        assertThat(next(B)).isEmpty();
        assertThat(next(A)).contains("1");
        taken(A, id);
        isEmpty();
    }

    @Test
    default void aDeviceThatHasRefusedALetterIsNotOfferedItAgain() {
        registered(A);
        long id = kept(Letters.text("1"), A);
        refused(A, id);
        registered(A);
        assertThat(next(A)).isEmpty();
        restart();
        registered(A);
        assertThat(next(A)).isEmpty();
        assertThat(get(mailboxes().pending(A, NOW, 9)).copies()).isEmpty();
        assertThat(get(mailboxes().open(A, id, NOW))).isEmpty();
        Listed listed = get(mailboxes().letter(id)).orElseThrow();
        assertThat(listed.taken()).isFalse();
        assertThat(listed.waiting()).isEmpty();
        registered(B);
        assertThat(drained(B)).containsExactly("1");
        isEmpty();
    }

    @Test
    default void aDeviceThatRefusedAtOnceIsNotOfferedItLater() {
        registered(A, B);
        keep(Letters.text("1"), Letters.refused(A.id()));
        restart();
        registered(A);
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("1");
    }

    @Test
    default void whatOneRefusesAndAllOthersHaveTakenIsGone() {
        long id = kept(Letters.text("1"), A, B);
        taken(A, id);
        refused(B, id);
        isEmpty();
    }

    @Test
    default void whatIsDeclinedIsGoneForAll() {
        long id = kept(Letters.text("1"), A, B);
        get(mailboxes().done(new Device(BOB, A.id()), id, Ending.DECLINED));
        assertThat(next(A)).as("declined by somebody else").contains("1");
        get(mailboxes().done(A, id, Ending.DECLINED));
        assertThat(next(B)).isEmpty();
        registered(new Device(ALICE, "c"));
        isEmpty();
    }

    @Test
    default void devicesOfOtherAccountsEndNothing() {
        long id = kept(Letters.text("1"), A);
        for (Ending ending : Ending.values()) get(mailboxes().done(new Device(BOB, A.id()), id, ending));
        assertThat(next(A)).contains("1");
        assertThat(get(mailboxes().letter(id)).orElseThrow().taken()).isFalse();
    }

    @Test
    default void oneThatNobodyHasTakenIsBroughtForWhicheverRegistersNext() {
        assertThat(get(mailboxes().bring(Letters.text("1"), false, List.of(), 1)))
                .isTrue();
        restart();
        Listed listed = get(mailboxes().letters(ALICE, 0, 9)).getFirst();
        assertThat(listed.taken()).isFalse();
        assertThat(listed.waiting()).isEmpty();
        registered(A);
        assertThat(drained(A)).containsExactly("1");
    }

    @Test
    default void theOperatorMakesAllDueNow() {
        long id = kept(Letters.text("1"), A, B);
        postponed(A, id, NOW.plusSeconds(10));
        assertThat(get(mailboxes().retry(BOB))).isZero();
        assertThat(get(mailboxes().retry(ALICE))).isEqualTo(1);
        assertThat(next(A)).contains("1");
    }

    // ---- expiry

    @Test
    default void nothingIsHandedOutAfterItsTime() {
        kept(Letters.expiring(NOW.plusMillis(1), "late"), A);
        assertThat(next(A, NOW)).isPresent();
        assertThat(next(A, NOW.plusMillis(1))).isEmpty();
    }

    @Test
    default void whatHasExpiredIsRemovedAndNamed() {
        long late = kept(Letters.expiring(NOW.plusSeconds(2), "late"), A, B);
        long early = kept(Letters.expiring(NOW.plusSeconds(1), "early"), A);
        long live = kept(Letters.expiring(NOW.plusSeconds(3), "live"), A);
        taken(B, late);
        assertThat(get(mailboxes().expire(NOW, 10))).isEmpty();
        assertThat(get(mailboxes().expire(NOW.plusSeconds(2), 1)))
                .extracting(Listed::id)
                .containsExactly(early);
        List<Listed> rest = get(mailboxes().expire(NOW.plusSeconds(2), 10));
        assertThat(rest).extracting(Listed::id).containsExactly(late);
        assertThat(Letters.body(rest.getFirst().letter())).isEqualTo("late");
        assertThat(rest.getFirst().waiting()).extracting(Listed.Waiting::device).containsExactly(A.id());
        assertThat(get(mailboxes().letters(ALICE, 0, 10)))
                .extracting(Listed::id)
                .containsExactly(live);
        assertThat(get(mailboxes().mailboxes(Optional.empty(), 10)).getFirst().messages())
                .isEqualTo(1);
    }

    // ---- limits

    private Keeping within(Quota quota, Letter letter) {
        return get(mailboxes().keep(letter, Letters.to(), quota));
    }

    @Test
    default void aMailboxHoldsSoManyMessages() {
        var quota = new Quota(2, 1 << 20, 10, 10);
        long first = kept(Letters.text("1"), A);
        kept(Letters.text("2"), A);
        assertThat(within(quota, Letters.text("3"))).isEqualTo(new Keeping.Full(Keeping.Bound.MESSAGES));
        taken(A, first);
        assertThat(within(quota, Letters.text("3"))).isInstanceOf(Keeping.Kept.class);
    }

    private List<String> all() {
        return get(mailboxes().letters(ALICE, 0, 100)).stream()
                .map(listed -> Letters.body(listed.letter()))
                .toList();
    }

    @Test
    default void theOldestThatWereTakenMakeRoomAndOthersNever() {
        var quota = new Quota(3, 1 << 20, 10, 10);
        kept(Letters.text("untaken"), A, B);
        taken(A, kept(Letters.text("taken 1"), A, B));
        keep(Letters.text("taken 2"), Letters.taken(B.id()));
        assertThat(within(quota, Letters.text("new 1"))).isInstanceOf(Keeping.Kept.class);
        restart();
        assertThat(all()).containsExactly("untaken", "taken 2", "new 1");
        assertThat(within(quota, Letters.text("new 2"))).isInstanceOf(Keeping.Kept.class);
        assertThat(within(quota, Letters.text("new 3"))).isEqualTo(new Keeping.Full(Keeping.Bound.MESSAGES));
        assertThat(all()).containsExactly("untaken", "new 1", "new 2");
        assertThat(drained(B)).containsExactly("untaken");
        assertThat(get(mailboxes().mailboxes(Optional.empty(), 9)).getFirst().messages())
                .isEqualTo(3);
    }

    @Test
    default void whatAllHaveRefusedMakesRoom() {
        var quota = new Quota(1, 1 << 20, 10, 10);
        refused(A, kept(Letters.text("refused"), A));
        assertThat(within(quota, Letters.text("new"))).isInstanceOf(Keeping.Kept.class);
        assertThat(all()).containsExactly("new");
    }

    @Test
    default void whatIsForOneDeviceOnlyMakesNoRoom() {
        var quota = new Quota(1, 1 << 20, 10, 10);
        keep(Letters.text("only"), Letters.only(A.id()));
        assertThat(within(quota, Letters.text("new"))).isInstanceOf(Keeping.Full.class);
        assertThat(all()).containsExactly("only");
    }

    @Test
    default void takenOnesMakeRoomForOctets() {
        int each = Letters.text("1").bytes().length;
        var quota = new Quota(10, 3L * each, 10, 10);
        for (int i = 1; i <= 3; i++) keep(Letters.text("" + i), Letters.taken(A.id()));
        assertThat(within(quota, Letters.text("4" + "x".repeat(each)))).isInstanceOf(Keeping.Kept.class);
        assertThat(all()).as("two go").hasSize(2).first().isEqualTo("3");
        assertThat(within(quota, Letters.text("x".repeat(4 * each)))).isEqualTo(new Keeping.Full(Keeping.Bound.BYTES));
        assertThat(all()).as("nothing goes for what would not fit all the same").hasSize(2);
    }

    @Test
    default void takenOnesOfASenderMakeRoomForThoseOfThatSenderAlone() {
        var quota = new Quota(10, 1 << 20, 2, 10);
        keep(Letters.from("sip:y@a", "y 1"), Letters.taken(A.id()));
        kept(Letters.from("sip:x@a", "x 1"), A);
        kept(Letters.from("sip:x@a", "x 2"), A);
        assertThat(within(quota, Letters.from("sip:x@a", "x 3"))).isEqualTo(new Keeping.Full(Keeping.Bound.SENDER));
        kept(Letters.from("sip:y@a", "y 2"), A);
        assertThat(within(quota, Letters.from("sip:y@a", "y 3"))).isInstanceOf(Keeping.Kept.class);
        assertThat(all()).containsExactly("x 1", "x 2", "y 2", "y 3");
    }

    @Test
    default void receiptsMakeRoomForReceiptsAlone() {
        var quota = new Quota(1, 1 << 20, 1, 1);
        keep(Letters.receipt("r1"), Letters.taken(A.id()));
        kept(Letters.text("1"), A);
        assertThat(within(quota, Letters.text("2"))).isEqualTo(new Keeping.Full(Keeping.Bound.MESSAGES));
        assertThat(within(quota, Letters.receipt("r2"))).isInstanceOf(Keeping.Kept.class);
        assertThat(within(quota, Letters.receipt("r3"))).isEqualTo(new Keeping.Full(Keeping.Bound.RECEIPTS));
        assertThat(all()).containsExactly("1", "r2");
    }

    @Test
    default void aMailboxHoldsSoManyOctets() {
        int each = Letters.text("1").bytes().length;
        var quota = new Quota(10, 2L * each, 10, 10);
        assertThat(get(mailboxes().keep(Letters.text("1"), Letters.to(), quota)))
                .isInstanceOf(Keeping.Kept.class);
        assertThat(get(mailboxes().keep(Letters.text("22"), Letters.to(), quota)))
                .isEqualTo(new Keeping.Full(Keeping.Bound.BYTES));
        assertThat(get(mailboxes().keep(Letters.text("2"), Letters.to(), quota)))
                .isInstanceOf(Keeping.Kept.class);
    }

    @Test
    default void oneSenderDoesNotFillAMailboxAlone() {
        var quota = new Quota(10, 1 << 20, 1, 10);
        assertThat(get(mailboxes().keep(Letters.from("sip:x@a", "1"), Letters.to(), quota)))
                .isInstanceOf(Keeping.Kept.class);
        assertThat(get(mailboxes().keep(Letters.from("sip:x@a", "2"), Letters.to(), quota)))
                .isEqualTo(new Keeping.Full(Keeping.Bound.SENDER));
        assertThat(get(mailboxes().keep(Letters.from("sip:y@a", "2"), Letters.to(), quota)))
                .isInstanceOf(Keeping.Kept.class);
    }

    @Test
    default void receiptsTakeNoPlaceFromTexts() {
        var quota = new Quota(1, 1 << 20, 1, 1);
        assertThat(get(mailboxes().keep(Letters.receipt("r1"), Letters.to(), quota)))
                .isInstanceOf(Keeping.Kept.class);
        assertThat(get(mailboxes().keep(Letters.receipt("r2"), Letters.to(), quota)))
                .isEqualTo(new Keeping.Full(Keeping.Bound.RECEIPTS));
        assertThat(get(mailboxes().keep(Letters.text("1"), Letters.to(), quota)))
                .isInstanceOf(Keeping.Kept.class);
    }

    @Test
    default void ofManyAtOnceNoMoreAreKeptThanAllowed() {
        var quota = new Quota(50, 1 << 20, 1000, 10);
        List<CompletableFuture<Keeping>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++)
            all.add(mailboxes()
                    .keep(Letters.text("" + i), Letters.to(A.id()), quota)
                    .toCompletableFuture());
        assertThat(all.stream().map(CompletableFuture::join).filter(Keeping.Kept.class::isInstance))
                .hasSize(50);
        assertThat(drained(A)).hasSize(50).startsWith("0", "1", "2").endsWith("49");
        assertThat(get(mailboxes().mailboxes(Optional.empty(), 10))).isEmpty();
    }

    // ---- for the operator

    @Test
    default void mailboxesAreListedPageByPage() {
        int size = Letters.text("1").bytes().length;
        kept(Letters.text("1"), A, B);
        kept(Letters.text("2"), A);
        keep(Letters.letter(BOB, "sip:x@a", Letter.Kind.RECEIPT, NOW.plusSeconds(9), "r"), Letters.to());
        assertThat(get(mailboxes().mailboxes(Optional.empty(), 1))).containsExactly(new Mailbox(ALICE, 2, 2L * size));
        List<Mailbox> rest = get(mailboxes().mailboxes(Optional.of(ALICE), 10));
        assertThat(rest).extracting(Mailbox::account).containsExactly(BOB);
        assertThat(rest.getFirst().messages()).isEqualTo(1);
        assertThat(get(mailboxes().mailboxes(Optional.of(BOB), 10))).isEmpty();
    }

    @Test
    default void lettersAreListedWithThoseWhoWaitForThem() {
        long first = kept(Letters.text("1"), A, B);
        long second = kept(Letters.text("2"), A);
        Instant later = NOW.plusSeconds(10);
        postponed(B, first, later);
        List<Listed> all = get(mailboxes().letters(ALICE, 0, 10));
        assertThat(all).extracting(Listed::id).containsExactly(first, second);
        assertThat(all.getFirst().waiting()).hasSize(2).contains(new Listed.Waiting(B.id(), 1, later));
        assertThat(get(mailboxes().letters(ALICE, first, 10)))
                .extracting(Listed::id)
                .containsExactly(second);
        assertThat(get(mailboxes().letters(BOB, 0, 10))).isEmpty();
    }

    @Test
    default void aLetterIsShownAndDeleted() {
        long id = kept(Letters.text("1"), A, B);
        byte[] bytes = get(mailboxes().letter(id)).orElseThrow().letter().bytes();
        assertThat(new String(bytes, StandardCharsets.UTF_8)).endsWith("\r\n\r\n1");
        assertThat(get(mailboxes().delete(id))).isTrue();
        assertThat(get(mailboxes().delete(id))).isFalse();
        assertThat(get(mailboxes().letter(id))).isEmpty();
        assertThat(next(A)).isEmpty();
        assertThat(get(mailboxes().mailboxes(Optional.empty(), 10))).isEmpty();
    }

    @Test
    default void accountsAreApart() {
        Device same = new Device(BOB, A.id());
        kept(Letters.text("for alice"), A);
        assertThat(next(same)).isEmpty();
        Aor other = new Aor("alice", "example.org");
        assertThat(get(mailboxes().letters(other, 0, 10))).isEmpty();
    }
}
