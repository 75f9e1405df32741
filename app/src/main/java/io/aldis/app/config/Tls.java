package io.aldis.app.config;

import io.aldis.net.ClientCertificates;
import io.aldis.net.Listen;
import io.aldis.net.TlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * TLS settings. All files are PEM.
 *
 * @param cert the server's certificate, followed by its intermediate certificates
 * @param key private key of that certificate
 * @param names certificates for other server names (SNI)
 * @param trust trusted issuers; empty for those of the Java runtime
 * @param clientCertificates whether listeners ask for client certificates; without a rule {@code optional} where there are neighbours
 * @param neighbours domains whose servers need no credentials when they present a certificate for the domain
 */
public record Tls(
        Optional<Path> cert,
        Optional<Path> key,
        List<NamedCertificate> names,
        Optional<Path> trust,
        List<ClientRule> clientCertificates,
        List<Host> neighbours) {
    public Tls {
        names = List.copyOf(names);
        clientCertificates = List.copyOf(clientCertificates);
        neighbours = List.copyOf(neighbours);
        if (cert.isPresent() && key.isEmpty())
            throw new IllegalArgumentException("tls.key: expected the key of tls.cert beside it but there is none");
        if (key.isPresent() && cert.isEmpty())
            throw new IllegalArgumentException(
                    "tls.cert: expected the certificate of tls.key beside it but there is none");
        if (!names.isEmpty() && cert.isEmpty())
            throw new IllegalArgumentException(
                    "tls.names: expected tls.cert beside it, for clients that ask for another name, but there is none");
    }

    static Tls usual() {
        return new Tls(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of(), List.of());
    }

    /** Whether a certificate is configured. */
    public boolean hasCertificate() {
        return cert.isPresent();
    }

    /**
     * Neighbours need a listener that asks for certificates, and rules must name {@code tls} or {@code wss} listeners that exist.
     *
     * @throws IllegalArgumentException when that is not so
     */
    void check(List<Listen> listeners) {
        for (ClientRule rule : clientCertificates)
            if (rule.at().filter(listen -> !isSecure(listen, listeners)).isPresent())
                throw new IllegalArgumentException(
                        "tls.client-certificates: expected a tls or wss listener of listen but was "
                                + rule.at().get());
        boolean asked = listeners.stream().anyMatch(each -> asked(each) != ClientCertificates.NONE);
        if (!neighbours.isEmpty() && !asked)
            throw new IllegalArgumentException(
                    "tls.neighbours: expected a tls listener that asks for certificates (tls.client-certificates) but there is none");
    }

    private static boolean isSecure(Listen listen, List<Listen> listeners) {
        return listen.transport().secure() && listeners.contains(listen);
    }

    private ClientCertificates asked(Listen listen) {
        return ClientRule.at(
                listen,
                clientCertificates,
                neighbours.isEmpty() ? ClientCertificates.NONE : ClientCertificates.OPTIONAL);
    }

    TlsSettings settings(List<Host> domains) {
        Optional<TlsSettings.Own> own = cert.flatMap(shown -> key.map(its -> new TlsSettings.Own(shown, its)));
        Map<String, TlsSettings.Own> named = NamedCertificate.map(names);
        return new TlsSettings(
                own, named, trust, this::asked, domains.stream().map(Host::name).toList());
    }
}
