package io.aldis.agent;

import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.Uri;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * End-to-end protection of messages (RFC 3428 §11), implemented by module {@code smime}; an agent without it needs none of its libraries.
 * Called on virtual threads or those of the caller, never on an event loop, and by several at once.
 */
public interface Protection {
    /** The protection of a content before it is sent. */
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
     * The outer headers of a message.
     *
     * @param from its sender, as the message claims
     * @param date its Date header, if it has one
     */
    record Envelope(Uri from, Uri to, Optional<Instant> date) {}

    /** The result of protecting a content. */
    sealed interface Sealing {
        /** A body with the header fields that describe it. */
        record Sealed(Part part) implements Sealing {}

        /** It cannot be protected as requested, and must not be sent. {@code why} is for people. */
        record Impossible(String why) implements Sealing {}
    }

    /**
     * An opened body.
     *
     * @param content the inner content; the body as received when it could not be opened
     */
    record Opened(Part content, Security security) {}

    /** Protects a content. Its date is covered by the signature (RFC 3428 §11.4). */
    Sealing seal(Part content, Wish wish, Envelope envelope);

    /** Whether {@link #open} understands bodies of that type. */
    boolean covers(MediaType type);

    /** Opens a body and verifies its signature. */
    Opened open(Part body, Envelope envelope);

    /** The media types that this adds to Accept (RFC 8591 §6). */
    List<String> accepts();

    /** Our own certificate as a body, for senders that encrypted for another one (RFC 3261 §23.2). */
    Optional<Part> certificates();
}
