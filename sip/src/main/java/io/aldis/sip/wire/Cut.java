package io.aldis.sip.wire;

import io.aldis.sip.Status;

/** What a {@link StreamCutter} found at the head of its stream. */
public sealed interface Cut {
    /** The bytes of one whole message, for {@link MessageReader#read}. */
    record Frame(byte[] bytes) implements Cut {}

    /** A double CRLF between messages: the peer waits for a single one (RFC 5626 §3.5.1). */
    record Ping() implements Cut {}

    /** A single CRLF between messages that was waited for: the answer to our own double one (RFC 5626 §4.4.1). */
    record Pong() implements Cut {}

    /** More bytes are needed. */
    record NotYet() implements Cut {}

    /**
     * The stream cannot be cut any more: it must be closed after an answer.
     *
     * @param status 400 or 513, what the peer may hear
     * @param head what there is of the message, from its start line on
     */
    record Broken(Status status, byte[] head) implements Cut {}

    Cut PING = new Ping();
    Cut PONG = new Pong();
    Cut NOT_YET = new NotYet();
}
