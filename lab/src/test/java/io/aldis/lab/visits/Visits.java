package io.aldis.lab.visits;

import java.util.ArrayList;
import java.util.List;

/**
 * Calls of methods of Aldis while a MESSAGE is processed. The instrumented classes call {@link #entered}; this class is shared by them and by the
 * test.
 */
public final class Visits {
    /**
     * A call from one package into another.
     *
     * @param to the package of the method
     * @param method its class and name
     * @param carries whether an argument is the message, its bytes, or a record with it
     */
    public record Visit(String from, String to, String method, boolean carries) {
        @Override
        public String toString() {
            return from + " -> " + to + ' ' + method;
        }
    }

    private static final String ALDIS = "io.aldis.";
    /** The caller where that is no class of Aldis: the event loop. */
    static final String OUTSIDE = "outside";

    private static final List<Visit> VISITS = new ArrayList<>();
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static volatile boolean counting;

    private Visits() {}

    /** Counts the calls from now on. */
    public static synchronized void begin() {
        VISITS.clear();
        counting = true;
    }

    /** Counts no more. */
    public static synchronized void end() {
        counting = false;
    }

    /** @return the calls between {@link #begin} and {@link #end}, in their order */
    public static synchronized List<Visit> all() {
        return List.copyOf(VISITS);
    }

    /** Called at the start of each method of Aldis. */
    public static void entered(boolean carries) {
        if (!counting) return;
        List<StackWalker.StackFrame> frames = WALKER.walk(all -> all.skip(1)
                .filter(frame -> frame.getClassName().startsWith(ALDIS))
                .limit(2)
                .toList());
        if (frames.isEmpty()) return;
        String to = packageOf(frames.getFirst());
        String from = frames.size() < 2 ? OUTSIDE : packageOf(frames.get(1));
        if (from.equals(to)) return;
        String name = frames.getFirst().getClassName();
        add(new Visit(
                from,
                to,
                name.substring(name.lastIndexOf('.') + 1)
                        + '.'
                        + frames.getFirst().getMethodName(),
                carries));
    }

    private static synchronized void add(Visit visit) {
        if (counting) VISITS.add(visit);
    }

    private static String packageOf(StackWalker.StackFrame frame) {
        String name = frame.getClassName();
        return name.substring(ALDIS.length(), Math.max(ALDIS.length(), name.lastIndexOf('.')));
    }
}
