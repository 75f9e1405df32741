package io.aldis.server;

import io.aldis.sip.Status;
import java.util.List;

/**
 * What a room says to end the walk of a request.
 *
 * @param fields headers beyond those that every response has
 * @param forget whether the request is forgotten with the answer: a challenge must cost no memory, and a phone may come back with
 *     the same branch
 */
public record Answer(Status status, List<Field> fields, boolean forget) {
    public Answer {
        fields = List.copyOf(fields);
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
