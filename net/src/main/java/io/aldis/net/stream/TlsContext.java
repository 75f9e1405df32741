package io.aldis.net.stream;

import io.aldis.net.Listen;
import io.aldis.net.PlainText;
import io.aldis.net.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the TLS connections of one endpoint share: certificates, keys, trust (ADR 25). The files are read by {@link #open} and {@link #renew},
 * never on the event loop. The costly steps of handshakes run on threads of their own, so that many handshakes at a time delay only each other.
 */
public final class TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);
    /** RFC 8996 forbids older versions. */
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    /**
     * @param incoming for accepted connections; absent without a certificate of our own
     * @param known whether there is a client certificate to show to servers
     */
    private record Contexts(Optional<SslContext> incoming, SslContext outgoing, boolean known) {}

    private final TlsSettings settings;
    private final Executor handshakes = handshakes();
    private final Optional<WatchedFiles<CertificateAndKey>> usual;
    private final Map<String, WatchedFiles<CertificateAndKey>> named = new LinkedHashMap<>();
    private final Optional<WatchedFiles<List<X509Certificate>>> issuers;
    private final CertificateDates dates;
    private volatile Contexts contexts;

    private TlsContext(TlsSettings settings, InstantSource clock) throws IOException {
        this.settings = settings;
        this.dates = new CertificateDates(clock, LOG::warn);
        this.usual =
                settings.own().isPresent() ? Optional.of(watched(settings.own().get())) : Optional.empty();
        for (var each : settings.named().entrySet()) named.put(each.getKey(), watched(each.getValue()));
        this.issuers = settings.trust().isPresent()
                ? Optional.of(trusted(settings.trust().get()))
                : Optional.empty();
        this.contexts = made();
        dates.look(true, chains());
    }

    private Map<String, List<X509Certificate>> chains() {
        Map<String, List<X509Certificate>> chains = new LinkedHashMap<>();
        usual.ifPresent(each -> chains.put("everybody", each.value().chain()));
        named.forEach((name, each) -> chains.put(name, each.value().chain()));
        return chains;
    }

    private static WatchedFiles<CertificateAndKey> watched(TlsSettings.Own files) throws IOException {
        return new WatchedFiles<>(List.of(files.certificate(), files.key()), () -> CertificateAndKey.read(files));
    }

    private static WatchedFiles<List<X509Certificate>> trusted(Path file) throws IOException {
        return new WatchedFiles<>(List.of(file), () -> Pem.certificates(file));
    }

    /**
     * Reads the files.
     *
     * @throws IOException when one cannot be read, with the reason in words
     */
    public static TlsContext open(TlsSettings settings) throws IOException {
        return open(settings, InstantSource.system());
    }

    /** With another clock for the dates of certificates. */
    static TlsContext open(TlsSettings settings, InstantSource clock) throws IOException {
        return new TlsContext(settings, clock);
    }

    private static Executor handshakes() {
        var threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // bounded by the limit of connections
                new DefaultThreadFactory("aldis-tls", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private Contexts made() throws IOException {
        SslContextBuilder outgoing = SslContextBuilder.forClient()
                .endpointIdentificationAlgorithm(""); // not that of HTTPS: DomainIdentity checks the names
        if (issuers.isPresent()) outgoing.trustManager(issuers.get().value());
        Optional<SslContext> incoming = Optional.empty();
        if (usual.isPresent()) incoming = Optional.of(incoming(shown(usual.get())));
        ours().ifPresent(known -> outgoing.keyManager(known.key(), known.chain()));
        return new Contexts(incoming, modern(outgoing), ours().isPresent());
    }

    /** Our client certificate, for servers that ask for one. A certificate for servers only is not used: it would end the handshake. */
    private Optional<CertificateAndKey> ours() {
        return usual.map(WatchedFiles::value).filter(CertificateAndKey::isForClients);
    }

    private SniCertificates shown(WatchedFiles<CertificateAndKey> forAll) {
        var others = new LinkedHashMap<String, CertificateAndKey>();
        named.forEach((name, each) -> others.put(name, each.value()));
        return new SniCertificates(forAll.value(), others);
    }

    private SslContext incoming(SniCertificates shown) throws IOException {
        tell(shown.usual(), "everybody");
        shown.named().forEach((name, credentials) -> tell(credentials, name));
        for (String domain : settings.domains())
            if (!DomainIdentity.isFor(shown.of(shown.entry(domain)).first(), domain))
                LOG.warn("TLS: no certificate for domain={}: other servers will not send there", domain);
        SslContextBuilder incoming = SslContextBuilder.forServer(new ByServerName(shown));
        if (issuers.isPresent()) incoming.trustManager(issuers.get().value());
        return modern(incoming);
    }

    private static void tell(CertificateAndKey credentials, String whom) {
        X509Certificate first = credentials.first();
        LOG.info(
                "TLS: certificate shown to {}: names={} expires={}{}",
                whom,
                DomainIdentity.of(first),
                first.getNotAfter().toInstant(),
                credentials.isSelfIssued() ? ", self-signed" : "");
    }

    private static SslContext modern(SslContextBuilder builder) throws IOException {
        return builder.sslProvider(SslProvider.JDK).protocols(VERSIONS).build();
    }

    /** Reads files that have changed, and checks the dates. Blocks on the disk. @return whether new certificates are in use now */
    public synchronized boolean renew() {
        boolean changed = issuers.filter(WatchedFiles::renewed).isPresent();
        changed |= usual.filter(WatchedFiles::renewed).isPresent();
        for (WatchedFiles<CertificateAndKey> each : named.values()) changed |= each.renewed();
        dates.look(changed, chains());
        if (!changed) return false;
        try {
            contexts = made();
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("TLS: what was read before stays in use: {}", PlainText.cause(e));
            return false;
        }
    }

    /** Whether there is a client certificate to show to servers. */
    boolean hasCertificateForServers() {
        return contexts.known();
    }

    /** Whether there is a certificate for accepted connections. */
    boolean hasCertificate() {
        return contexts.incoming().isPresent();
    }

    /** For a connection that was accepted by that listener. */
    Records incoming(StreamFlow flow, ByteBufAllocator allocator, Listen listen, Duration within) {
        SSLEngine engine = contexts.incoming().orElseThrow().newEngine(allocator);
        switch (settings.clients().apply(listen)) {
            case NONE -> {}
            case OPTIONAL -> engine.setWantClientAuth(true);
            case REQUIRED -> engine.setNeedClientAuth(true);
        }
        return within(new Records(engine, handshakes, flow), within);
    }

    /** For a connection that we make, with its domain as the server_name of the handshake (RFC 5922 §7.8). */
    Records outgoing(StreamFlow flow, ByteBufAllocator allocator, Duration within) {
        SSLEngine engine = contexts.outgoing()
                .newEngine(allocator, flow.domain(), flow.remote().getPort());
        return within(new Records(engine, handshakes, flow), within);
    }

    private static Records within(Records handler, Duration within) {
        handler.setHandshakeTimeoutMillis(Math.max(1, within.toMillis()));
        return handler;
    }
}
