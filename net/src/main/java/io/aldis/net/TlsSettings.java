package io.aldis.net;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an endpoint needs for TLS. The files are looked at again while it is open: what has changed holds for new connections.
 *
 * @param own what we show; none where nobody connects to us
 * @param named what we show to those who ask for one of these names (RFC 6066 §3), in lower case; {@code *.example.com} for all with
 *     one word more
 * @param trust PEM file with the issuers whose certificates are believed; those of the Java runtime when there is none
 * @param clients whether those who connect are asked for a certificate, by the listener where they do
 * @param domains that we serve; the log says for which of them what we show is no certificate (RFC 5922 §6)
 */
public record TlsSettings(
        Optional<Own> own,
        Map<String, Own> named,
        Optional<Path> trust,
        Function<Listen, ClientCertificates> clients,
        List<String> domains) {
    public TlsSettings {
        named = Map.copyOf(named);
        domains = List.copyOf(domains);
    }

    /** One certificate for everybody, and nobody is asked for his. */
    public TlsSettings(Optional<Own> own, Optional<Path> trust) {
        this(own, Map.of(), trust, listener -> ClientCertificates.NONE, List.of());
    }

    /**
     * PEM files.
     *
     * @param certificate ours first, then those that lead to a root
     * @param key of the first one: PKCS #8, not encrypted
     */
    public record Own(Path certificate, Path key) {}

    /** With another certificate for everybody. */
    public TlsSettings withOwn(Own other) {
        return new TlsSettings(Optional.of(other), named, trust, clients, domains);
    }

    /** With certificates for those who ask for these names. */
    public TlsSettings withNamed(Map<String, Own> others) {
        return new TlsSettings(own, others, trust, clients, domains);
    }

    /** Asking those who connect as that says. */
    public TlsSettings withClients(Function<Listen, ClientCertificates> asked) {
        return new TlsSettings(own, named, trust, asked, domains);
    }

    /** For a server of these domains. */
    public TlsSettings withDomains(List<String> served) {
        return new TlsSettings(own, named, trust, clients, served);
    }
}
