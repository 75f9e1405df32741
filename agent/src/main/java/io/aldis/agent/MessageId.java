package io.aldis.agent;

/** Names one message for its sender, for the logs of servers on the way, and for a later trail: the Call-ID of its MESSAGE. */
public record MessageId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
