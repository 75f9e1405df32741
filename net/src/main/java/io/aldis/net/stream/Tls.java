package io.aldis.net.stream;

import io.aldis.net.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the TLS connections of one endpoint share: certificates, keys, trust (ADR 25). The files are read by whoever opens it and by
 * {@link #renew}, never on the event loop; the costly steps of a handshake have threads of their own, so that many handshakes at a
 * time delay each other and nobody else.
 */
public final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    /** RFC 8996: nothing older. */
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    /** @param incoming absent where nobody connects to us */
    private record Contexts(Optional<SslContext> incoming, SslContext outgoing) {}

    private final TlsSettings settings;
    private final Executor handshakes = handshakes();
    private volatile Contexts contexts;
    private List<FileStamp> stamps;

    private Tls(TlsSettings settings, List<FileStamp> stamps) throws IOException {
        this.settings = settings;
        this.stamps = stamps;
        this.contexts = read(settings);
    }

    /**
     * Reads the files.
     *
     * @throws IOException when one cannot be read, with the reason in words
     */
    public static Tls open(TlsSettings settings) throws IOException {
        return new Tls(settings, stamps(settings));
    }

    private static Executor handshakes() {
        var threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // as many as there may be connections
                new DefaultThreadFactory("aldis-tls", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Contexts read(TlsSettings settings) throws IOException {
        SslContextBuilder outgoing = SslContextBuilder.forClient()
                .endpointIdentificationAlgorithm(""); // not that of HTTPS: DomainIdentity looks at the names
        if (settings.trust().isPresent())
            outgoing.trustManager(Pem.certificates(settings.trust().get()));
        Optional<SslContext> incoming = Optional.empty();
        if (settings.own().isPresent())
            incoming = Optional.of(incoming(settings.own().get()));
        return new Contexts(incoming, modern(outgoing));
    }

    private static SslContext incoming(TlsSettings.Own files) throws IOException {
        Credentials own = Credentials.read(files);
        X509Certificate shown = own.first();
        LOG.info(
                "TLS: the certificate is for {} until {}",
                DomainIdentity.of(shown),
                shown.getNotAfter().toInstant());
        if (own.isSelfIssued())
            LOG.warn("TLS: {} has issued itself: phones and other servers do not trust it", files.certificate());
        return modern(SslContextBuilder.forServer(own.key(), own.chain()));
    }

    private static SslContext modern(SslContextBuilder builder) throws IOException {
        return builder.sslProvider(SslProvider.JDK).protocols(VERSIONS).build();
    }

    private static List<FileStamp> stamps(TlsSettings settings) {
        var files = new ArrayList<Path>();
        settings.own().ifPresent(own -> files.addAll(List.of(own.certificate(), own.key())));
        settings.trust().ifPresent(files::add);
        return files.stream().map(FileStamp::of).toList();
    }

    /** Reads the files again if one of them is another than it was; what cannot be used is said, and the old ones stay. Waits. */
    public synchronized void renew() {
        List<FileStamp> now = stamps(settings);
        if (now.equals(stamps)) return;
        stamps = now;
        try {
            contexts = read(settings);
        } catch (IOException | RuntimeException e) {
            LOG.warn("TLS: what was read before stays in use: {}", e.getMessage());
        }
    }

    /** Whether anybody can connect to us. */
    boolean hasCertificate() {
        return contexts.incoming().isPresent();
    }

    /** For a connection that somebody has made to us. */
    SslHandler incoming(ByteBufAllocator allocator, Duration within) {
        SslContext context = contexts.incoming().orElseThrow();
        return within(context.newHandler(allocator, handshakes), within);
    }

    /** For one of ours. @param domain for the server_name of the handshake (RFC 5922 §7.8) */
    SslHandler outgoing(ByteBufAllocator allocator, String domain, int port, Duration within) {
        return within(contexts.outgoing().newHandler(allocator, domain, port, handshakes), within);
    }

    private static SslHandler within(SslHandler handler, Duration within) {
        handler.setHandshakeTimeoutMillis(Math.max(1, within.toMillis()));
        return handler;
    }
}
