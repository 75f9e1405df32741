package io.aldis.server.forking;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.forking.KeptForkState.Action;
import io.aldis.server.forking.KeptForkState.Event;
import io.aldis.server.forking.KeptForkState.Phase;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every state with every event: what stands on no line changes nothing. */
class KeptForkStateTest {
    private static final String TABLE = """
            WAITING            ACCEPTED       ACCEPTED           WAIT
            WAITING            REFUSED        REFUSED
            WAITING            PATIENCE_OVER  FINISHED           ADD_NO_MORE FINISH WAIT_FOR_EXPIRY
            WAITING            EXPIRED        WAITING            GIVE_UP_EXPIRED
            WAITING            ALL_ENDED      FINISHED           FINISH
            REFUSED            ACCEPTED       ACCEPTED           WAIT
            REFUSED            PATIENCE_OVER  REFUSED            GIVE_UP_REFUSED
            REFUSED            EXPIRED        REFUSED            GIVE_UP_EXPIRED
            REFUSED            ALL_ENDED      FINISHED           FINISH
            ACCEPTED           ACCEPTED       ACCEPTED           WAIT
            ACCEPTED           PATIENCE_OVER  FINISHED_ACCEPTED  ADD_NO_MORE FINISH WAIT_FOR_EXPIRY
            ACCEPTED           EXPIRED        ACCEPTED           GIVE_UP_EXPIRED
            ACCEPTED           ALL_ENDED      FINISHED_ACCEPTED  FINISH
            FINISHED           ACCEPTED       FINISHED_ACCEPTED  WAIT
            FINISHED           PATIENCE_OVER  FINISHED           WAIT_FOR_EXPIRY
            FINISHED           EXPIRED        FINISHED           GIVE_UP_EXPIRED
            FINISHED           SETTLE         FINISHED           ANSWER GIVE_UP_SETTLED
            FINISHED_ACCEPTED  ACCEPTED       FINISHED_ACCEPTED  WAIT
            FINISHED_ACCEPTED  PATIENCE_OVER  FINISHED_ACCEPTED  WAIT_FOR_EXPIRY
            FINISHED_ACCEPTED  EXPIRED        FINISHED_ACCEPTED  GIVE_UP_EXPIRED
            FINISHED_ACCEPTED  SETTLE         FINISHED_ACCEPTED  ANSWER
            """;

    @Test
    void everyStateWithEveryEventIsAsInTheTable() {
        Map<String, KeptForkState> arrows = new HashMap<>();
        TABLE.lines().forEach(line -> {
            List<String> words = Arrays.asList(line.split("\\s+"));
            var actions = words.stream().skip(3).map(Action::valueOf).toList();
            arrows.put(words.get(0) + ' ' + words.get(1), new KeptForkState(Phase.valueOf(words.get(2)), actions));
        });
        for (Phase phase : Phase.values())
            for (Event event : Event.values())
                assertThat(KeptForkState.on(phase, event))
                        .as("%s in %s", event, phase)
                        .isEqualTo(arrows.getOrDefault(phase + " " + event, new KeptForkState(phase, List.of())));
    }

    @Test
    void listenerGetsTheResultOnceInAnyOrderOfEvents() {
        var random = new SplittableRandom(7);
        for (int order = 0; order < 10_000; order++) {
            var state = KeptForkState.START;
            int results = 0;
            for (int i = 0; i < 12; i++) {
                state = KeptForkState.on(state.phase(), Event.values()[random.nextInt(Event.values().length)]);
                if (state.actions().contains(Action.FINISH)) results++;
                assertThat(state.isFinished()).isEqualTo(results == 1);
            }
            assertThat(results).isLessThan(2);
        }
    }
}
