package io.aldis.agent;

import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.Uri;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What protects messages from end to end (RFC 3428 §11): module {@code smime} has one, and an agent without one carries none of its
 * libraries. Called on virtual threads or those of the caller, never on an event loop, and by several at once.
 */
public interface Protection {
    /** What is to be done to a content before it leaves. */
    enum Wish {
        SIGN,
        ENCRYPT,
        /** Signed first, then encrypted (RFC 8591 §4.3). */
        SIGN_AND_ENCRYPT;

        /** Both. */
        public Wish and(Wish other) {
            return this == other ? this : SIGN_AND_ENCRYPT;
        }
    }

    /**
     * What stands on the outside of a message.
     *
     * @param from its sender, as the message claims
     * @param date its Date header, if it has one
     */
    record Envelope(Uri from, Uri to, Optional<Instant> date) {}

    /** What became of a content that was to be protected. */
    sealed interface Sealing {
        /** A body with the header fields that describe it. */
        record Sealed(Part part) implements Sealing {}

        /** It cannot be protected as it was wished, and must not leave. For people. */
        record Impossible(String why) implements Sealing {}
    }

    /**
     * What came out of a body.
     *
     * @param content what was inside; the body as it came when it could not be opened
     */
    record Opened(Part content, Security security) {}

    /** Protects a content. Its date is covered by the signature (RFC 3428 §11.4). */
    Sealing seal(Part content, Wish wish, Envelope envelope);

    /** Whether a body of that type is one that {@link #open} understands. */
    boolean covers(MediaType type);

    /** Opens a body and verifies its signature. */
    Opened open(Part body, Envelope envelope);

    /** The media types that this adds to Accept (RFC 8591 §6). */
    List<String> accepts();

    /** Our own certificate as a body, for senders that encrypted for another one (RFC 3261 §23.2). */
    Optional<Part> certificates();
}
