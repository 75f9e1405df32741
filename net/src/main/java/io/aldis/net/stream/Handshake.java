package io.aldis.net.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Stands between TLS and the flow, and lets the connection come up only when the handshake is done and the peer is who he should be
 * (RFC 5922 §7.3). A connection on which that fails never was one.
 */
final class Handshake extends ChannelInboundHandlerAdapter {
    private final String domain;
    private final Duration within;
    private final Consumer<String> failed;

    /**
     * @param domain that the peer must have a certificate for, or empty when it is he who has connected
     * @param failed hears why there is no connection
     */
    Handshake(String domain, Duration within, Consumer<String> failed) {
        this.domain = domain;
        this.within = within;
        this.failed = failed;
    }

    /** TCP is up; that is not enough. */
    @Override
    public void channelActive(ChannelHandlerContext context) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            context.fireUserEventTriggered(event);
            return;
        }
        String wrong = handshake.isSuccess() ? stranger(context) : sentence(handshake.cause());
        if (wrong.isEmpty()) {
            context.fireChannelActive();
            context.pipeline().remove(this);
        } else {
            failed.accept(wrong);
            context.close();
        }
    }

    /** Why the peer is not the one that was asked for, or empty. */
    private String stranger(ChannelHandlerContext context) {
        if (domain.isEmpty()) return "";
        try {
            var session = context.pipeline().get(SslHandler.class).engine().getSession();
            var shown = (X509Certificate) session.getPeerCertificates()[0];
            if (DomainIdentity.isFor(shown, domain)) return "";
            return "its certificate is for " + DomainIdentity.of(shown) + " and not for " + domain;
        } catch (SSLPeerUnverifiedException e) {
            return "it has no certificate";
        }
    }

    private String sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SslHandshakeTimeoutException _ -> {
                    return "the TLS handshake was not done within " + within;
                }
                case ClosedChannelException _ -> {
                    return "the connection was closed during the TLS handshake";
                }
                case CertificateExpiredException _ -> {
                    return "its certificate has expired";
                }
                case CertificateNotYetValidException _ -> {
                    return "its certificate is not valid yet";
                }
                case CertPathBuilderException _ -> {
                    return "its certificate was issued by nobody whom we trust";
                }
                default -> {}
            }
        }
        return "the TLS handshake failed: " + failure.getMessage();
    }
}
