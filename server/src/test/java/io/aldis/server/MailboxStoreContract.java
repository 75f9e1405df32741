package io.aldis.server;

import static io.aldis.server.Letters.ALICE;
import static io.aldis.server.Letters.BOB;
import static io.aldis.server.Letters.NOW;
import static io.aldis.server.Letters.get;
import static org.assertj.core.api.Assertions.assertThat;

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
        return get(mailboxes().next(device, NOW)).map(held -> Letters.body(held.letter()));
    }

    private List<String> drained(Device device) {
        var bodies = new ArrayList<String>();
        for (Optional<Held> held = get(mailboxes().next(device, NOW));
                held.isPresent();
                held = get(mailboxes().next(device, NOW))) {
            bodies.add(Letters.body(held.get().letter()));
            get(mailboxes().done(device, held.get().id()));
        }
        return bodies;
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
        Letter found = get(mailboxes().next(A, NOW)).orElseThrow().letter();
        assertThat(found).usingRecursiveComparison().isEqualTo(letter);
    }

    @Test
    default void allRememberedAndAllNamedDevicesWaitForIt() {
        get(devices().seen(ALICE, List.of(A.id()), NOW));
        assertThat(keep(Letters.text("hi"), Letters.to(B.id())))
                .isInstanceOfSatisfying(
                        Keeping.Kept.class, it -> assertThat(it.devices()).containsExactlyInAnyOrder(A.id(), B.id()));
        assertThat(drained(A)).containsExactly("hi");
        assertThat(drained(B)).containsExactly("hi");
    }

    @Test
    default void devicesThatAreDoneWithItDoNotWaitForIt() {
        get(devices().seen(ALICE, List.of(A.id(), B.id()), NOW));
        keep(Letters.text("hi"), Letters.except(A.id()));
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("hi");
    }

    @Test
    default void nothingIsKeptWhenAllDevicesAreDoneWithIt() {
        get(devices().seen(ALICE, List.of(A.id()), NOW));
        assertThat(keep(Letters.text("hi"), Letters.except(A.id()))).isEqualTo(new Keeping.Needless());
        assertThat(get(mailboxes().mailboxes(Optional.empty(), 10))).isEmpty();
    }

    @Test
    default void nothingIsKeptForNobodyWhenSomeDeviceIsDoneWithIt() {
        assertThat(keep(Letters.text("hi"), Letters.except(A.id()))).isEqualTo(new Keeping.Needless());
    }

    @Test
    default void onlyTheLatestOfManyDevicesWait() {
        for (int i = 0; i < 12; i++) get(devices().seen(ALICE, List.of("d" + i), NOW.minusSeconds(12 - i)));
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
        get(mailboxes().done(A, first));
        restart();
        assertThat(kept(Letters.text("2"), A)).isGreaterThan(first);
    }

    @Test
    default void theNextIsTheSameUntilTheDeviceIsDone() {
        long first = kept(Letters.text("1"), A);
        kept(Letters.text("2"), A);
        assertThat(next(A)).contains("1");
        assertThat(next(A)).contains("1");
        get(mailboxes().done(A, first));
        assertThat(next(A)).contains("2");
    }

    @Test
    default void oneDeviceTakesNothingFromAnother() {
        long id = kept(Letters.text("1"), A, B);
        get(mailboxes().done(A, id));
        restart();
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("1");
        get(mailboxes().done(B, id));
        assertThat(get(mailboxes().letter(id))).isEmpty();
    }

    @Test
    default void beingDoneTwiceIsBeingDone() {
        long id = kept(Letters.text("1"), A, B);
        get(mailboxes().done(A, id));
        get(mailboxes().done(A, id));
        get(mailboxes().postpone(A, id, NOW));
        assertThat(next(A)).isEmpty();
        assertThat(next(B)).contains("1");
    }

    @Test
    default void aPostponedLetterLetsThoseOfOthersPassUntilItIsDue() {
        long first = kept(Letters.text("1"), A, B);
        kept(Letters.from("sip:dave@example.net", "2"), A);
        get(mailboxes().postpone(A, first, NOW.plusSeconds(10)));
        restart();
        assertThat(next(A)).contains("2");
        assertThat(next(B)).contains("1");
        assertThat(get(mailboxes().due(A, NOW))).contains(NOW.plusSeconds(10));
        assertThat(get(mailboxes().due(B, NOW))).isEmpty();
        Held again = get(mailboxes().next(A, NOW.plusSeconds(10))).orElseThrow();
        assertThat(again.id()).isEqualTo(first);
        assertThat(again.tries()).isEqualTo(1);
    }

    // ---- from another store

    private Boolean brought(Letter letter, int copies) {
        return get(mailboxes().bring(letter, List.of(new Listed.Waiting(A.id(), 0, Instant.EPOCH)), copies));
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
        assertThat(get(mailboxes().bring(letter, waiting, 1))).isTrue();
        restart();
        Listed found = get(mailboxes().letters(ALICE, 0, 9)).getFirst();
        assertThat(found.letter()).usingRecursiveComparison().isEqualTo(letter);
        assertThat(found.waiting()).containsExactlyInAnyOrderElementsOf(waiting);
        assertThat(get(mailboxes().next(A, NOW))).isEmpty();
        assertThat(get(mailboxes().next(B, NOW))).isPresent();
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

    /** Kept for A and postponed by ten seconds, so many times. */
    private long postponed(Letter letter, int times) {
        long id = kept(letter, A);
        for (int i = 0; i < times; i++) get(mailboxes().postpone(A, id, NOW.plusSeconds(10)));
        return id;
    }

    @Test
    default void thoseOfASenderWaitBehindOneOfHisThatIsPostponed() {
        long first = postponed(Letters.text("1"), 1);
        kept(Letters.text("2"), A, B);
        kept(Letters.receipt("r"), A);
        kept(Letters.from("sip:dave@example.net", "other"), A);
        assertThat(drained(A)).as("another's, and another kind").containsExactly("other", "r");
        assertThat(drained(B)).as("another device").containsExactly("2");
        assertThat(get(mailboxes().due(A, NOW))).contains(NOW.plusSeconds(10));
        Instant later = NOW.plusSeconds(10);
        assertThat(get(mailboxes().next(A, later)).orElseThrow().id()).isEqualTo(first);
        get(mailboxes().done(A, first));
        assertThat(next(A)).contains("2");
    }

    @Test
    default void nobodyWaitsBehindWhatHasExpired() {
        Letter brief = Letters.expiring(NOW.plusSeconds(5), "1");
        long id = kept(brief, A);
        get(mailboxes().postpone(A, id, NOW.plusSeconds(10)));
        kept(Letters.from(brief.sender(), "2"), A);
        assertThat(next(A)).isEmpty();
        assertThat(get(mailboxes().due(A, NOW))).contains(NOW.plusSeconds(5));
        assertThat(get(mailboxes().next(A, NOW.plusSeconds(5))).map(held -> Letters.body(held.letter())))
                .contains("2");
    }

    @Test
    default void nobodyWaitsBehindWhatADeviceHasTroubleWith() {
        postponed(Letters.text("1"), MailboxStore.IN_ORDER);
        kept(Letters.text("2"), A);
        assertThat(next(A)).isEmpty();
        postponed(Letters.from("sip:dave@example.net", "1"), MailboxStore.IN_ORDER + 1);
        kept(Letters.from("sip:dave@example.net", "2 of dave"), A);
        assertThat(next(A)).contains("2 of dave");
    }

    @Test
    default void theOperatorMakesAllDueNow() {
        long id = kept(Letters.text("1"), A, B);
        get(mailboxes().postpone(A, id, NOW.plusSeconds(10)));
        assertThat(get(mailboxes().retry(BOB))).isZero();
        assertThat(get(mailboxes().retry(ALICE))).isEqualTo(1);
        assertThat(next(A)).contains("1");
    }

    // ---- expiry

    @Test
    default void nothingIsHandedOutAfterItsTime() {
        kept(Letters.expiring(NOW.plusMillis(1), "late"), A);
        assertThat(get(mailboxes().next(A, NOW))).isPresent();
        assertThat(get(mailboxes().next(A, NOW.plusMillis(1)))).isEmpty();
    }

    @Test
    default void whatHasExpiredIsRemovedAndNamed() {
        long late = kept(Letters.expiring(NOW.plusSeconds(2), "late"), A, B);
        long early = kept(Letters.expiring(NOW.plusSeconds(1), "early"), A);
        long live = kept(Letters.expiring(NOW.plusSeconds(3), "live"), A);
        get(mailboxes().done(B, late));
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

    @Test
    default void aMailboxHoldsSoManyMessages() {
        var quota = new Quota(2, 1 << 20, 10, 10);
        long first = kept(Letters.text("1"), A, B);
        kept(Letters.text("2"), A);
        assertThat(get(mailboxes().keep(Letters.text("3"), Letters.to(), quota)))
                .isEqualTo(new Keeping.Full(Keeping.Bound.MESSAGES));
        get(mailboxes().done(A, first));
        assertThat(get(mailboxes().keep(Letters.text("3"), Letters.to(), quota)))
                .isInstanceOf(Keeping.Full.class);
        get(mailboxes().done(B, first));
        assertThat(get(mailboxes().keep(Letters.text("3"), Letters.to(), quota)))
                .isInstanceOf(Keeping.Kept.class);
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
        get(mailboxes().postpone(B, first, later));
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
