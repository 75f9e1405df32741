package io.aldis.net;

import io.aldis.sip.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * TLS settings of an endpoint. The files are checked for changes every two seconds while it is open; changes hold for new connections.
 *
 * @param own certificate and key of this endpoint; absent where it accepts no TLS connections
 * @param named certificates by the server_name that a client asks for (RFC 6066 §3), in lower case; {@code *.example.com} for all names
 *     with one label more
 * @param trust PEM file with the trusted issuers; when absent, those of the Java runtime
 * @param clients for each listener, whether it asks clients for a certificate
 * @param domains that we serve; a warning is logged for each that our certificate is not valid for (RFC 5922 §6)
 */
public record TlsSettings(
        Optional<Own> own,
        Map<String, Own> named,
        Optional<Path> trust,
        Function<Listen, ClientCertificates> clients,
        List<String> domains)
        implements Settings<TlsSettings> {
    public TlsSettings {
        named = Map.copyOf(named);
        domains = List.copyOf(domains);
    }

    /** One certificate for all clients, which are not asked for theirs. */
    public TlsSettings(Optional<Own> own, Optional<Path> trust) {
        this(own, Map.of(), trust, listener -> ClientCertificates.NONE, List.of());
    }

    /**
     * PEM files.
     *
     * @param certificate the chain: our certificate first, then the intermediate ones
     * @param key the private key of the first certificate: PKCS #8, not encrypted
     */
    public record Own(Path certificate, Path key) {}
}
