package io.aldis.net;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an endpoint needs for TLS. The files are looked at again while it is open: what has changed holds for new connections.
 *
 * @param own what we show; none where nobody connects to us
 * @param trust PEM file with the issuers whose certificates are believed; those of the Java runtime when there is none
 */
public record TlsSettings(Optional<Own> own, Optional<Path> trust) {
    /**
     * PEM files.
     *
     * @param certificate ours first, then those that lead to a root
     * @param key of the first one: PKCS #8, not encrypted
     */
    public record Own(Path certificate, Path key) {}

    /** With another certificate of our own. */
    public TlsSettings withOwn(Own other) {
        return new TlsSettings(Optional.of(other), trust);
    }
}
