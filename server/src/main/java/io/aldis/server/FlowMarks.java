package io.aldis.server;

import io.aldis.net.Flow;
import java.util.Optional;

/**
 * The flow to one end of a dialog, as our Record-Route carries it (RFC 5626 §5.2, §5.3.1): which connection it is, in which life of the
 * server, under a keyed hash of both and the Call-ID. What comes along that route later reaches that end over its flow, or is told that
 * it has failed. For the event loop.
 */
public final class FlowMarks {
    /** The URI parameter that carries it. */
    public static final String PARAMETER = "over";

    private static final char DOT = '.';

    private final DialogMarks marks;
    private final String life;

    /** @param life unlike that of any other start: ids of connections begin anew with each */
    public FlowMarks(DialogMarks marks, long life) {
        this.marks = marks;
        this.life = Long.toString(life & Long.MAX_VALUE, Character.MAX_RADIX);
    }

    /** For a connection; a UDP pair has none. */
    public String of(Flow flow, String callId) {
        String name = life + DOT + flow.id();
        return name + DOT + hash(name, callId);
    }

    /** No Call-ID has a line end: what is marked so is no dialog. */
    private String hash(String name, String callId) {
        return marks.of(name + '\n' + callId);
    }

    /** The {@link Flow#id} of the connection, which is empty when that was one of another life; absent when we have not written this. */
    public Optional<String> read(String mark, String callId) {
        int end = mark.lastIndexOf(DOT);
        if (end < 0 || !marks.matches(mark.substring(end + 1), mark.substring(0, end) + '\n' + callId))
            return Optional.empty();
        boolean now = mark.startsWith(life + DOT);
        return Optional.of(now ? mark.substring(life.length() + 1, end) : "");
    }
}
