package io.aldis.smime;

import java.time.Duration;

/**
 * How messages are signed and encrypted.
 *
 * @param clear sign as multipart/signed, which peers without S/MIME can read, but intermediaries may break
 * @param attached include the own certificate in each signature: some 400 octets of the 1300 that a message may have (RFC 8591 §7.1).
 *     Without it only peers that have the certificate can verify the signature
 * @param oldPeers encrypt as EnvelopedData with AES-128-CBC, for peers older than RFC 8591
 * @param window maximum difference between the date of a signed message and the local clock; positive
 */
public record SmimeSettings(boolean clear, boolean attached, boolean oldPeers, Duration window) {
    /** As RFC 8591 recommends, with a window of five minutes ("several" in RFC 3428 §11.4). */
    public static final SmimeSettings DEFAULT = new SmimeSettings(false, true, false, Duration.ofMinutes(5));

    /** @throws IllegalArgumentException when the window is not positive */
    public SmimeSettings {
        if (!window.isPositive())
            throw new IllegalArgumentException("window: expected more than 0 s but was " + window);
    }

    public SmimeSettings clearSigned() {
        return new SmimeSettings(true, attached, oldPeers, window);
    }

    public SmimeSettings withoutCertificate() {
        return new SmimeSettings(clear, false, oldPeers, window);
    }

    public SmimeSettings forOldPeers() {
        return new SmimeSettings(clear, attached, true, window);
    }

    public SmimeSettings within(Duration wanted) {
        return new SmimeSettings(clear, attached, oldPeers, wanted);
    }
}
