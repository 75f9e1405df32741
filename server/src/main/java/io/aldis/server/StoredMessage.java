package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.Locale;

/**
 * A MESSAGE as it is stored for devices that are away.
 *
 * @param account the recipient
 * @param sender the address in its From, or of the authenticated user that sent it; for quotas and listings
 * @param arrived when the server received it, to the millisecond
 * @param expires it is not delivered from then on, to the millisecond
 * @param seed seed of the branches that it is delivered with: the same on every try
 * @param bytes the request without the parts of its last hop (Via, Route, Max-Forwards, credentials for this server): start line, header lines and
 *     body, as received. Must not be modified.
 */
@SuppressWarnings("ArrayRecordComponent") // a message is compared by its id; its bytes are not copied for every reader
public record StoredMessage(
        Aor account, String sender, Kind kind, Instant arrived, Instant expires, long seed, byte[] bytes) {
    /** Kinds are delivered in this order. */
    public enum Kind {
        /** A message that is not a receipt. */
        TEXT,
        /** A receipt (RFC 5438), which clients send automatically: delivered after all texts, with a quota of its own. */
        RECEIPT
    }

    /** Without the text: this goes to logs. */
    @Override
    public String toString() {
        return "account=" + account + " sender=" + LogText.of(sender) + " kind="
                + kind.name().toLowerCase(Locale.ROOT) + " octets=" + bytes.length + " expires=" + expires;
    }
}
