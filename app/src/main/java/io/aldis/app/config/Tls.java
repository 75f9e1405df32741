package io.aldis.app.config;

import io.aldis.net.TlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of TLS, all PEM.
 *
 * @param cert our certificate, then those that lead to a root
 * @param key of that certificate
 * @param names certificates for those who ask for one of these names
 * @param trust the issuers whose certificates are believed; those of the Java runtime when there is none
 */
public record Tls(Optional<Path> cert, Optional<Path> key, List<NamedCertificate> names, Optional<Path> trust) {
    public Tls {
        names = List.copyOf(names);
        if (cert.isPresent() && key.isEmpty())
            throw new IllegalArgumentException("tls.key: expected the key of tls.cert beside it but there is none");
        if (key.isPresent() && cert.isEmpty())
            throw new IllegalArgumentException(
                    "tls.cert: expected the certificate of tls.key beside it but there is none");
        if (!names.isEmpty() && cert.isEmpty())
            throw new IllegalArgumentException(
                    "tls.names: expected tls.cert beside it, for those who ask for another name, but there is none");
    }

    static Tls usual() {
        return new Tls(Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    /** Whether we have something to show to those who connect. */
    public boolean hasCertificate() {
        return cert.isPresent();
    }

    TlsSettings settings(List<Host> domains) {
        Optional<TlsSettings.Own> own = cert.flatMap(shown -> key.map(its -> new TlsSettings.Own(shown, its)));
        Map<String, TlsSettings.Own> named = NamedCertificate.map(names);
        return new TlsSettings(
                own, named, trust, domains.stream().map(Host::name).toList());
    }
}
