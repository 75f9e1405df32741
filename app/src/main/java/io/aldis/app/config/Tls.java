package io.aldis.app.config;

import io.aldis.net.ClientCertificates;
import io.aldis.net.Listen;
import io.aldis.net.TlsSettings;
import io.aldis.server.Host;
import io.aldis.sip.settings.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * TLS settings. All files are PEM.
 */
public record Tls(
        @Setting(
                value = "",
                doc = "A PEM file with the server's certificate, followed by its intermediate certificates")
        Optional<Path> cert,

        @Setting(value = "", doc = "The private key of the certificate in PEM: PKCS #8")
        Optional<Path> key,

        @Setting(
                value = "",
                doc = "Certificates for clients that ask for one of these names (SNI), each `NAME=CERT KEY`")
        List<NamedCertificate> names,

        @Setting(value = "", doc = "A PEM file with the trusted issuers, for connections to other servers over TLS")
        Optional<Path> trust,

        @Setting(value = "", doc = "Whether `tls` listeners ask clients for a certificate")
        List<ClientRule> clientCertificates,

        @Setting(
                value = "",
                doc = "Domains whose servers need no credentials when they connect over TLS"
                        + " with a certificate for that domain (RFC 5922)")
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
