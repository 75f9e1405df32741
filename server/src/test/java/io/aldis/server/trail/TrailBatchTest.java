package io.aldis.server.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MemoryTrail;
import io.aldis.server.StoredMessage;
import io.aldis.server.TrailEvent.What;
import io.aldis.server.TrailGap;
import io.aldis.server.TrailSettings;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrailBatchTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final MemoryTrail store = new MemoryTrail();
    private Instant now = NOON;
    private final TrailBatch ledger = new TrailBatch(
            store,
            TrailSettings.DEFAULT
                    .with(TrailSettings::keep)
                    .of(Duration.ofHours(1))
                    .with(TrailSettings::messages)
                    .of(1000L)
                    .with(TrailSettings::rate)
                    .of(10)
                    .with(TrailSettings::mailboxRate)
                    .of(10),
            () -> now,
            new Random(1));

    private void after(int seconds) {
        now = NOON.plusSeconds(seconds);
    }

    private TrailChunk page(long mark) {
        var jot = new TrailStep(now, What.RECEIVED, 0, TrailStep.NOTHING, TrailStep.NOTHING);
        byte[] bytes = "MESSAGE sip:b@x SIP/2.0\r\nX: 1\r\nI : call\r\n\r\nCall-ID: not this".getBytes(UTF_8);
        var message = new StoredMessage(new Aor("b", "x"), "sip:a@x", StoredMessage.Kind.TEXT, now, now, mark, bytes);
        return new TrailChunk(mark, now, new Heading.Kept(message), List.of(jot));
    }

    private List<TrailGap> gaps() {
        return store.gaps(Instant.EPOCH, Instant.MAX);
    }

    @Test
    void stepsOfAMessageAreWrittenAsOneTrail() {
        ledger.write(List.of(page(1), page(2), page(1)), 0, 0);
        assertThat(store.byCallId("call", 9))
                .extracting(it -> it.events().size())
                .containsExactly(2, 1);
        assertThat(gaps()).isEmpty();
    }

    @Test
    void gapGrowsWhileStepsAreMissing() {
        after(1);
        ledger.write(List.of(page(1)), 0, 0);
        after(2);
        ledger.write(List.of(page(2)), 5, 1);
        after(3);
        ledger.write(List.of(), 7, 0);
        after(4);
        ledger.write(List.of(), 0, 0);
        after(9);
        ledger.write(List.of(), 1, 0);
        assertThat(gaps())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("mark")
                .containsExactly(
                        new TrailGap(0, NOON.plusSeconds(1), NOON.plusSeconds(3), 12, 1),
                        new TrailGap(0, NOON.plusSeconds(4), NOON.plusSeconds(9), 1, 0));
    }

    @Test
    void failedWriteBecomesAGap() {
        store.broken(true);
        after(1);
        ledger.write(List.of(page(1), page(2)), 0, 0);
        after(2);
        ledger.write(List.of(page(3)), 0, 0);
        assertThat(gaps()).isEmpty();
        store.broken(false);
        after(3);
        ledger.write(List.of(page(4)), 0, 0);
        assertThat(gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.messages()).isEqualTo(3))
                .satisfies(gap -> assertThat(gap.from()).isEqualTo(NOON))
                .satisfies(gap -> assertThat(gap.until()).isEqualTo(NOON.plusSeconds(2)));
        assertThat(store.byCallId("call", 9)).hasSize(1);
    }

    @Test
    void oldTrailsAreForgotten() {
        ledger.write(LongStream.range(1, 700).mapToObj(this::page).toList(), 0, 0);
        after(4);
        ledger.write(List.of(page(999)), 0, 0);
        after(3601);
        ledger.forget(0);
        assertThat(store.byCallId("call", 1000)).as("a portion is gone").hasSize(200);
        ledger.forget(0);
        assertThat(store.byCallId("call", 1000)).as("the rest at the next turn").hasSize(1);
        after(3605);
        ledger.forget(0);
        assertThat(store.byCallId("call", 1000)).as("then there is a pause").hasSize(1);
        after(3612);
        ledger.forget(0);
        assertThat(store.byCallId("call", 1000)).isEmpty();
    }
}
