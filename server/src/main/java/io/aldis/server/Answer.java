package io.aldis.server;

import io.aldis.sip.Status;
import java.util.List;

/**
 * The final response with which a stage ends the processing of a request.
 *
 * @param fields headers beyond those that every response has
 * @param forget whether the transaction is dropped with the answer: a challenge must cost no memory, and a phone may send its next request with the
 *     same branch
 * @param cause for the operator: the rule, limit or account that decided; never sent, may be empty
 * @param drop whether the message is discarded although the sender is told that it is accepted
 */
public record Answer(Status status, List<Field> fields, boolean forget, String cause, boolean drop) {
    public Answer {
        fields = List.copyOf(fields);
    }

    public Answer(Status status, List<Field> fields, boolean forget) {
        this(status, fields, forget, "", false);
    }

    /** A copy with a cause for the trail. */
    public Answer because(String words) {
        return new Answer(status, fields, forget, words, drop);
    }

    /** A copy for a message that this rule discards. */
    public Answer droppedBy(String rule) {
        return new Answer(status, fields, forget, rule, true);
    }

    /** The cause; when it is empty, the reason phrase if it differs from that of the RFC. */
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
