package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.TrailEvent.What;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Contract of every {@link TrailStore}. The tests of a store implement this and provide empty stores. */
public interface TrailStoreContract {
    Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");
    int MANY = 1000;

    /** The store under test, the same for the whole of a test, empty at its beginning. */
    TrailStore trail();

    /** Another one on the same database: another server, or a command. */
    TrailStore elsewhere();

    /** Ends the store and opens what it has left on disk. */
    void restart();

    private static TrailEvent event(int second, What what, String whom) {
        return new TrailEvent(NOON.plusSeconds(second), what, 0, whom, "");
    }

    private static Trail trail(long mark, int second, String callId, String sender, String recipient) {
        var event = new TrailEvent(NOON.plusSeconds(second), What.RECEIVED, 0, "udp:192.0.2.1:5060", "for bob");
        return new Trail(mark, NOON.plusSeconds(second), callId, sender, recipient, List.of(event));
    }

    private static Trail of(long mark, int second) {
        return trail(mark, second, "call-" + mark, "sip:alice@example.com", "sip:bob@example.com");
    }

    private static Trail more(Trail trail, TrailEvent... events) {
        return new Trail(
                trail.mark(), trail.began(), trail.callId(), trail.sender(), trail.recipient(), List.of(events));
    }

    private void write(Trail... trails) {
        trail().write(List.of(trails), Optional.empty());
    }

    private List<Long> marks(List<Trail> trails) {
        return trails.stream().map(Trail::mark).toList();
    }

    private List<Long> of(String address) {
        return marks(trail().byAddress(address, Instant.EPOCH, MANY));
    }

    @Test
    default void trailIsFoundByItsCallIdByEveryProcess() {
        write(of(1, 0), of(2, 0));
        List<Trail> found = elsewhere().byCallId("call-1", MANY);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().events()).isEqualTo(of(1, 0).events());
        assertThat(found.getFirst().began()).isEqualTo(Instant.parse("2026-11-23T12:00:00.123Z"));
        assertThat(found.getFirst().sender()).isEqualTo("sip:alice@example.com");
        assertThat(found.getFirst().recipient()).isEqualTo("sip:bob@example.com");
        assertThat(trail().byCallId("call-3", MANY)).isEmpty();
    }

    @Test
    default void trailIsKeptOverARestart() {
        write(of(1, 0));
        restart();
        write(more(of(1, 0), event(1, What.DELIVERED, "<urn:uuid:ä>")));
        assertThat(trail().byCallId("call-1", MANY).getFirst().events()).hasSize(2);
    }

    @Test
    default void laterStepsAreAddedInOrderOfTime() {
        write(of(1, 0));
        write(more(of(1, 0), event(9, What.DELIVERED, "b"), event(5, What.SENT, "a")));
        elsewhere().write(List.of(more(of(1, 0), event(7, What.ANSWERED, "a"))), Optional.empty());
        assertThat(trail().byCallId("call-1", MANY).getFirst().events())
                .extracting(TrailEvent::what)
                .containsExactly(What.RECEIVED, What.SENT, What.ANSWERED, What.DELIVERED);
    }

    @Test
    default void messagesWithTheSameCallIdHaveTheirOwnTrails() {
        write(trail(5, 2, "same", "sip:a@x", "sip:b@x"), trail(-6, 1, "same", "sip:a@x", "sip:b@x"));
        assertThat(marks(trail().byCallId("same", MANY))).containsExactly(-6L, 5L);
        assertThat(marks(trail().byCallId("same", 1))).as("the newest").containsExactly(5L);
    }

    @Test
    default void trailsOfAnAddressIncludeSentAndReceivedMessages() {
        write(
                trail(1, 3, "c", "sip:alice@example.com", "sip:bob@example.com"),
                trail(2, 2, "c", "sip:bob@example.com", "sip:carol@example.com"),
                trail(3, 1, "c", "sip:bob@example.com", "sip:bob@example.com"));
        assertThat(of("sip:bob@example.com")).containsExactly(3L, 2L, 1L);
        assertThat(of("sip:alice@example.com")).containsExactly(1L);
        assertThat(of("sip:bo@example.com")).isEmpty();
        assertThat(marks(trail().byAddress("sip:bob@example.com", Instant.EPOCH, 2)))
                .as("the newest")
                .containsExactly(2L, 1L);
        assertThat(marks(trail().byAddress("sip:bob@example.com", NOON.plusSeconds(2), MANY)))
                .as("since then")
                .containsExactly(2L, 1L);
    }

    @Test
    default void unusualTextIsStored() {
        String messages = new Random(1)
                .ints(20_000, 'a', 'z')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String strange = "\u0000\t\n" + messages;
        write(more(
                trail(1, 0, strange, strange, strange), event(0, What.SENT, strange), event(1, What.SENT, "\ud83d")));
        write(of(2, 0));
        Trail found = trail().byCallId(strange, MANY).getFirst();
        assertThat(found.events()).hasSize(2);
        assertThat(found.events().getFirst().whom()).startsWith("   " + messages.substring(0, 100));
    }

    @Test
    default void gapsAreStoredAndExtended() {
        var gap = new TrailGap(7, NOON, NOON.plusSeconds(1), 10, 1);
        trail().write(List.of(), Optional.of(gap));
        trail().write(List.of(), Optional.of(new TrailGap(7, NOON, NOON.plusSeconds(2), 30, 2)));
        trail().write(List.of(), Optional.of(new TrailGap(8, NOON.plusSeconds(60), NOON.plusSeconds(61), 5, 0)));
        assertThat(trail().gaps(NOON.plusSeconds(1), NOON.plusSeconds(3)))
                .singleElement()
                .satisfies(it -> assertThat(it.messages()).isEqualTo(30))
                .satisfies(it -> assertThat(it.steps()).isEqualTo(2));
        assertThat(elsewhere().gaps(NOON, NOON.plusSeconds(90)))
                .extracting(TrailGap::mark)
                .containsExactly(7L, 8L);
        assertThat(trail().gaps(NOON.plusSeconds(3), NOON.plusSeconds(59))).isEmpty();
    }

    @Test
    default void oldTrailsAreRemovedInPortions() {
        for (int i = 1; i <= 5; i++) write(of(i, i));
        trail().write(List.of(), Optional.of(new TrailGap(7, NOON, NOON.plusSeconds(1), 10, 1)));
        assertThat(trail().forget(NOON.plusSeconds(4), MANY, 2)).isEqualTo(2);
        assertThat(of("sip:bob@example.com")).containsExactly(3L, 4L, 5L);
        assertThat(trail().forget(NOON.plusSeconds(4), MANY, 2)).isEqualTo(1);
        assertThat(of("sip:bob@example.com")).containsExactly(4L, 5L);
        assertThat(trail().forget(NOON.plusSeconds(4), MANY, 2)).isZero();
        assertThat(trail().gaps(NOON, NOON.plus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    default void addedStepsDoNotCountAsTrails() {
        for (int i = 1; i <= 4; i++) write(of(i, i));
        for (int step = 0; step < 10; step++)
            for (int i = 1; i <= 4; i++) write(more(of(i, i), event(10 + step, What.SENT, "a")));
        write(of(5, 5));
        assertThat(trail().forget(Instant.EPOCH, 5, MANY)).isZero();
        assertThat(of("sip:bob@example.com")).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(trail().byCallId("call-1", MANY).getFirst().events()).hasSize(11);
        assertThat(trail().forget(Instant.EPOCH, 3, MANY)).isEqualTo(2);
    }

    @Test
    default void beginningAndStepsOfATrailMayBeWrittenTogether() {
        write(of(1, 0), more(of(1, 0), event(1, What.SENT, "a")), of(2, 0));
        write(more(of(1, 0), event(2, What.SENT, "b")), more(of(1, 0), event(3, What.SENT, "c")), of(3, 0));
        assertThat(trail().byCallId("call-1", MANY).getFirst().events()).hasSize(4);
        assertThat(of("sip:bob@example.com")).hasSize(3);
    }

    @Test
    default void numberOfTrailsIsLimited() {
        trail().write(IntStream.rangeClosed(1, 10).mapToObj(i -> of(i, i)).toList(), Optional.empty());
        assertThat(trail().forget(Instant.EPOCH, 4, MANY)).isEqualTo(6);
        assertThat(of("sip:bob@example.com")).containsExactly(7L, 8L, 9L, 10L);
    }
}
