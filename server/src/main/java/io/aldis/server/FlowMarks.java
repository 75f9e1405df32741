package io.aldis.server;

import io.aldis.net.Flow;
import java.util.Optional;

/**
 * The flow to one end of a dialog, as this server's Record-Route carries it (RFC 5626 §5.2, §5.3.1): id of the connection and of the server process,
 * with a keyed hash of both and the Call-ID. A later request along that route is sent over this flow, or answered that the flow has failed. For the
 * event loop.
 */
public final class FlowMarks {
    /** The URI parameter that carries it. */
    public static final String PARAMETER = "over";

    private static final char DOT = '.';

    private final DialogMarks marks;
    private final String life;

    /** @param life unique per start: ids of connections begin anew with each */
    public FlowMarks(DialogMarks marks, long life) {
        this.marks = marks;
        this.life = Long.toString(life & Long.MAX_VALUE, Character.MAX_RADIX);
    }

    /** The mark of a connection; not for a UDP pair. */
    public String of(Flow flow, String callId) {
        String name = life + DOT + flow.id();
        return name + DOT + hash(name, callId);
    }

    /** A Call-ID cannot contain a line end, so this hash is never equal to a dialog mark. */
    private String hash(String name, String callId) {
        return marks.of(name + '\n' + callId);
    }

    /** The {@link Flow#id} of the connection, empty when the mark is of an earlier process; absent when this server has not written it. */
    public Optional<String> read(String mark, String callId) {
        int end = mark.lastIndexOf(DOT);
        if (end < 0 || !marks.matches(mark.substring(end + 1), mark.substring(0, end) + '\n' + callId))
            return Optional.empty();
        boolean now = mark.startsWith(life + DOT);
        return Optional.of(now ? mark.substring(life.length() + 1, end) : "");
    }
}
