package io.aldis.sip.wire;

import io.aldis.sip.Status;

/** What a {@link StreamCutter} found at the beginning of its stream. */
public sealed interface Cut {
    /** The bytes of one whole message, for {@link MessageReader#read}. */
    record Frame(byte[] bytes) implements Cut {}

    /** A double CRLF between messages: the peer expects a single one in reply (RFC 5626 §3.5.1). */
    record Ping() implements Cut {}

    /** An expected single CRLF between messages: the reply to a double one that was sent (RFC 5626 §4.4.1). */
    record Pong() implements Cut {}

    /** More bytes are needed. */
    record NotYet() implements Cut {}

    /**
     * The end of the message cannot be found, or the message is too long: the connection must be closed after a response.
     *
     * @param status 400 or 513, for the response
     * @param head the bytes that are there of the message, from its start line on
     */
    record Broken(Status status, byte[] head) implements Cut {}

    Cut PING = new Ping();
    Cut PONG = new Pong();
    Cut NOT_YET = new NotYet();
}
