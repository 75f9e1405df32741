package io.aldis.server;

import io.aldis.sip.Status;
import java.util.List;

/**
 * What a room says to end the walk of a request.
 *
 * @param fields headers beyond those that every response has
 * @param forget whether the request is forgotten with the answer: a challenge must cost no memory, and a phone may come back with
 *     the same branch
 * @param cause for the operator: which rule, limit or account it was; never sent, may be empty
 * @param drop whether the message is thrown away although the sender hears that it is taken
 */
public record Answer(Status status, List<Field> fields, boolean forget, String cause, boolean drop) {
    public Answer {
        fields = List.copyOf(fields);
    }

    public Answer(Status status, List<Field> fields, boolean forget) {
        this(status, fields, forget, "", false);
    }

    /** The same with a cause for the trail. */
    public Answer because(String words) {
        return new Answer(status, fields, forget, words, drop);
    }

    /** The same for a message that is thrown away by that rule. */
    public Answer droppedBy(String rule) {
        return new Answer(status, fields, forget, rule, true);
    }

    /** The cause; without one the reason phrase, where it says more than that of the RFC. */
    public String detail() {
        boolean usual = status.reason().equals(Status.of(status.code()).reason());
        return cause.isEmpty() && !usual ? status.reason() : cause;
    }

    public static Answer of(int code) {
        return new Answer(Status.of(code), List.of(), false);
    }

    public static Answer of(int code, String reason) {
        return new Answer(Status.of(code, reason), List.of(), false);
    }

    public static Answer of(int code, Field... fields) {
        return new Answer(Status.of(code), List.of(fields), false);
    }
}
