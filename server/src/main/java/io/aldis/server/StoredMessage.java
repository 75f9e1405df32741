package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.Locale;

/**
 * A MESSAGE as it is kept for those who are away.
 *
 * @param account whose it is
 * @param sender the address in its From, or of the user who has proved to have sent it; for quotas and listings
 * @param arrived when the server took it, to the millisecond
 * @param expires from then on nobody gets it any more, to the millisecond
 * @param seed of the branches that it is delivered under: the same on every try
 * @param bytes the request without what belonged to its last hop (Via, Route, Max-Forwards, credentials for us): start line, header
 *     lines and body, as they came. Nobody may write to it.
 */
@SuppressWarnings("ArrayRecordComponent") // a message is compared by its id; its bytes are not copied for every reader
public record StoredMessage(
        Aor account, String sender, Kind kind, Instant arrived, Instant expires, long seed, byte[] bytes) {
    /** Kinds are handed out in this order. */
    public enum Kind {
        /** What somebody has written. */
        TEXT,
        /** A receipt (RFC 5438), which phones send unasked: behind all texts, with a quota of its own. */
        RECEIPT
    }

    /** Without the text: this goes to logs. */
    @Override
    public String toString() {
        return "a " + kind.name().toLowerCase(Locale.ROOT) + " from " + LogText.of(sender) + " for " + account + " of "
                + bytes.length + " octets, until " + expires;
    }
}
