package io.aldis.app.config;

import io.aldis.net.TlsSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of TLS, all PEM.
 *
 * @param cert our certificate, then those that lead to a root
 * @param key of that certificate
 * @param trust the issuers whose certificates are believed; those of the Java runtime when there is none
 */
public record Tls(Optional<Path> cert, Optional<Path> key, Optional<Path> trust) {
    public Tls {
        if (cert.isPresent() && key.isEmpty())
            throw new IllegalArgumentException("tls.key: expected the key of tls.cert beside it but there is none");
        if (key.isPresent() && cert.isEmpty())
            throw new IllegalArgumentException(
                    "tls.cert: expected the certificate of tls.key beside it but there is none");
    }

    static Tls usual() {
        return new Tls(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether we have something to show to those who connect. */
    public boolean hasCertificate() {
        return cert.isPresent();
    }

    TlsSettings settings() {
        return new TlsSettings(cert.flatMap(shown -> key.map(own -> new TlsSettings.Own(shown, own))), trust);
    }
}
