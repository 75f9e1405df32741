package io.aldis.server.forking;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.forking.BranchState.Action;
import io.aldis.server.forking.BranchState.Event;
import io.aldis.server.forking.BranchState.Limit;
import io.aldis.server.forking.BranchState.Phase;
import io.aldis.server.forking.BranchState.Transition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every phase with every limit, event and combination of facts. */
class BranchStateTest {
    /**
     * Phases, limits, events, facts that must hold, next phase, actions. {@code *} stands for all, {@code -} for none, {@code =} for the same
     * phase. The first line that fits holds; what stands on no line changes nothing.
     */
    private static final String TABLE = """
            DONE               *               ANSWERED,UNAVAILABLE,FLOW_FAILED,MERGED,CPIM_REFUSED  -  DONE  SETTLE_AGAIN
            DONE               *               *             -              DONE

            REACHING,RETRYING  NONE            TRY           -              RETRYING  TRY_NEXT_HOP
            REACHING,RETRYING  CANCELLED       TRY           -              DONE      LOSE
            REACHING,RETRYING  LAST,RECALLED   TRY           earlier        EARLIER
            REACHING,RETRYING  LAST,RECALLED   TRY           -              DONE      LOSE
            *                  CANCELLED       NO_HOP        -              DONE      LOSE
            *                  NONE            NO_HOP        flows          RETRYING  NEXT_FLOW
            *                  *               NO_HOP        earlier        EARLIER
            *                  *               NO_HOP        -              DONE      LOSE
            *                  *               SENT          -              SENT

            *                  *               HOP_FAILED    hops           RETRYING  NOTE_FAILURE TRY_SOON
            *                  CANCELLED       HOP_FAILED    -              DONE      NOTE_FAILURE LOSE
            *                  NONE            HOP_FAILED    flows          RETRYING  NOTE_FAILURE NEXT_FLOW
            *                  *               HOP_FAILED    earlier        EARLIER   NOTE_FAILURE
            *                  *               HOP_FAILED    -              DONE      NOTE_FAILURE LOSE
            SENT               NONE,CANCELLED  HOP_SILENT    hops           RETRYING  ABANDON NOTE_FAILURE TRY_SOON
            SENT               NONE            HOP_SILENT    flows,overlap  RETRYING  KEEP_EARLIER NOTE_FAILURE NEXT_FLOW
            SENT               NONE,CANCELLED  HOP_SILENT    overlap        EARLIER   KEEP_EARLIER NOTE_FAILURE
            SENT               NONE            HOP_SILENT    flows          RETRYING  ABANDON NOTE_FAILURE NEXT_FLOW
            SENT               NONE,CANCELLED  HOP_SILENT    -              DONE      ABANDON NOTE_FAILURE LOSE
            *                  NONE            TCP_REFUSED   -              RETRYING  SEND_OVER_UDP
            *                  *               TCP_REFUSED   hops           RETRYING  NOTE_FAILURE TRY_SOON
            *                  CANCELLED       TCP_REFUSED   -              DONE      NOTE_FAILURE LOSE
            *                  *               TCP_REFUSED   earlier        EARLIER   NOTE_FAILURE
            *                  *               TCP_REFUSED   -              DONE      NOTE_FAILURE LOSE
            *                  *               TOO_LARGE     hops           RETRYING  NOTE_FAILURE TRY_SOON
            *                  NONE            TOO_LARGE     flows          RETRYING  NOTE_FAILURE NEXT_FLOW
            *                  CANCELLED       TOO_LARGE     flows          DONE      NOTE_FAILURE LOSE
            *                  *               TOO_LARGE     flows,earlier  EARLIER   NOTE_FAILURE
            *                  *               TOO_LARGE     flows          DONE      NOTE_FAILURE LOSE
            *                  *               TOO_LARGE     earlier        EARLIER
            *                  *               TOO_LARGE     -              DONE      SETTLE

            SENT               CANCELLED       PROVISIONAL   -              RINGING   PASS_PROVISIONAL SEND_CANCEL
            SENT               *               PROVISIONAL   -              RINGING   PASS_PROVISIONAL
            *                  *               PROVISIONAL   -              =         PASS_PROVISIONAL
            *                  *               ANSWERED      -              DONE      SETTLE
            *                  NONE,CANCELLED  UNAVAILABLE   hops           RETRYING  TRY_SOON
            *                  *               UNAVAILABLE   -              DONE      SETTLE
            *                  NONE            FLOW_FAILED   flows          RETRYING  NEXT_FLOW
            *                  CANCELLED       FLOW_FAILED   earlier        DONE      LOSE
            *                  *               FLOW_FAILED   earlier        EARLIER
            *                  *               FLOW_FAILED   -              DONE      SETTLE
            *                  *               MERGED        earlier        EARLIER
            *                  *               MERGED        -              DONE      SETTLE
            *                  NONE            CPIM_REFUSED  -              RETRYING  SEND_WITHOUT_CPIM
            *                  *               CPIM_REFUSED  -              DONE      SETTLE
            EARLIER            *               EARLIER_LOST  earlier        =
            EARLIER            *               EARLIER_LOST  -              DONE      LOSE

            REACHING           *               LAST          earlier        =
            REACHING           *               LAST          -              DONE      LOSE
            REACHING           *               RECALL        earlier        =         SEND_NO_MORE
            REACHING           *               RECALL        -              DONE      SEND_NO_MORE LOSE
            *                  *               RECALL        -              =         SEND_NO_MORE
            *                  CANCELLED       CANCEL        -              =
            REACHING,EARLIER   *               CANCEL        -              DONE      LOSE
            RINGING            *               CANCEL        -              RINGING   SEND_CANCEL
            *                  *               GIVE_UP       -              DONE      ABANDON LOSE
            *                  RECALLED        MOVE          -              DONE      ABANDON LOSE
            *                  NONE,LAST       MOVE          -              REACHING  ABANDON REACH
            """;

    private record Given(Set<String> facts) implements BranchState.Facts {
        @Override
        public boolean hopsLeft() {
            return facts.contains("hops");
        }

        @Override
        public boolean flowsLeft() {
            return facts.contains("flows");
        }

        @Override
        public boolean earlierLeft() {
            return facts.contains("earlier");
        }

        @Override
        public boolean mayOverlap() {
            return facts.contains("overlap");
        }

        static Given of(int bits) {
            List<String> names = List.of("hops", "flows", "earlier", "overlap");
            var facts = new ArrayList<String>();
            for (int i = 0; i < names.size(); i++) if ((bits >> i & 1) == 1) facts.add(names.get(i));
            return new Given(Set.copyOf(facts));
        }
    }

    private record Line(String phases, String limits, String events, String facts, String next, List<Action> actions) {
        static Line of(String text) {
            List<String> words = Arrays.asList(text.strip().split("\\s+"));
            return new Line(
                    words.get(0),
                    words.get(1),
                    words.get(2),
                    words.get(3),
                    words.get(4),
                    words.stream().skip(5).map(Action::valueOf).toList());
        }

        boolean fits(BranchState state, Event event, Given given) {
            return has(phases, state.phase().name())
                    && has(limits, state.limit().name())
                    && has(events, event.name())
                    && (facts.equals("-") || given.facts().containsAll(List.of(facts.split(","))));
        }

        private static boolean has(String list, String name) {
            return list.equals("*") || List.of(list.split(",")).contains(name);
        }

        Transition from(BranchState state) {
            return new Transition(next.equals("=") ? state.phase() : Phase.valueOf(next), actions);
        }
    }

    @Test
    void everyStateWithEveryEventIsAsInTheTable() {
        List<Line> lines =
                TABLE.lines().filter(line -> !line.isBlank()).map(Line::of).toList();
        for (Phase phase : Phase.values())
            for (Limit limit : Limit.values())
                for (Event event : Event.values())
                    for (int bits = 0; bits < 16; bits++)
                        expectLine(lines, BranchState.of(phase, limit), event, Given.of(bits));
    }

    private static void expectLine(List<Line> lines, BranchState state, Event event, Given given) {
        Transition expected = lines.stream()
                .filter(line -> line.fits(state, event, given))
                .findFirst()
                .map(line -> line.from(state))
                .orElseGet(() -> new Transition(state.phase(), List.of()));
        assertThat(state.on(event, given))
                .as("%s in %s with %s", event, state, given.facts())
                .isEqualTo(expected);
    }

    @Test
    void limitNeverGrowsBack() {
        for (Limit limit : Limit.values()) {
            var state = BranchState.of(Phase.SENT, limit);
            for (Event event : Event.values()) {
                Limit after = state.after(event, new Transition(Phase.SENT, List.of()))
                        .limit();
                boolean sets =
                        EnumSet.of(Event.LAST, Event.RECALL, Event.CANCEL).contains(event);
                if (!sets) assertThat(after).isEqualTo(limit);
                else assertThat(after).isNotEqualTo(Limit.NONE);
            }
        }
    }

    private static final Set<Action> SENDING =
            EnumSet.of(Action.TRY_NEXT_HOP, Action.NEXT_FLOW, Action.SEND_OVER_UDP, Action.SEND_WITHOUT_CPIM);

    /** The owner hears one end of each branch; a limit ends the sending of copies; a CANCEL needs a provisional response. */
    @Test
    void invariantsHoldInAnyOrderOfEvents() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new SplittableRandom(seed);
            var state = BranchState.START;
            var told = new ArrayList<Object>();
            int ends = 0;
            boolean rang = false;
            for (int i = 0; i < 15; i++) {
                Event event = Event.values()[random.nextInt(Event.values().length)];
                boolean limited = state.limit() != Limit.NONE;
                Transition transition = state.on(event, Given.of(random.nextInt(16)));
                told.add(event);
                if (event == Event.SENT && !state.isDone()) rang = false;
                if (event == Event.PROVISIONAL && state.phase() == Phase.SENT) rang = true;
                state = state.after(event, transition);
                List<Action> actions = transition.actions();
                if (limited) assertThat(actions).as("%s", told).doesNotContainAnyElementsOf(SENDING);
                if (actions.contains(Action.SETTLE_AGAIN))
                    assertThat(ends).as("%s", told).isEqualTo(1);
                if (actions.contains(Action.LOSE) || actions.contains(Action.SETTLE)) ends++;
                if (actions.contains(Action.SEND_CANCEL)) {
                    assertThat(rang).as("%s", told).isTrue();
                    rang = false; // the next CANCEL needs another copy that rings
                }
                assertThat(ends).as("%s", told).isEqualTo(state.isDone() ? 1 : 0);
            }
        }
    }
}
