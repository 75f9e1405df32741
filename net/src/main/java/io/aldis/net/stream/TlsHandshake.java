package io.aldis.net.stream;

import io.aldis.net.PlainText;
import io.aldis.sip.OnEventLoop;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The handler between TLS and the flow: it passes {@code channelActive} on when the TLS handshake is done and the certificate of the peer is
 * for the right domain (RFC 5922 §7.3). Else the flow fails as one that was never established.
 */
@OnEventLoop
final class TlsHandshake extends ChannelInboundHandlerAdapter {
    /** The message of the JDK's exception for a missing client certificate. */
    private static final String NO_CERTIFICATE = "Empty client certificate chain";

    private final StreamFlow flow;
    private final Duration within;

    TlsHandshake(StreamFlow flow, Duration within) {
        this.flow = flow;
        this.within = within;
    }

    /** TCP is established; the flow becomes active after the TLS handshake. */
    @Override
    public void channelActive(ChannelHandlerContext context) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            context.fireUserEventTriggered(event);
            return;
        }
        String wrong = handshake.isSuccess() ? stranger(shown(context)) : sentence(handshake.cause());
        if (wrong.isEmpty()) {
            context.fireChannelActive();
            context.pipeline().remove(this);
        } else {
            flow.refused(wrong);
            context.close();
        }
    }

    private static Optional<X509Certificate> shown(ChannelHandlerContext context) {
        try {
            var session = context.pipeline().get(SslHandler.class).engine().getSession();
            return Optional.of((X509Certificate) session.getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /** Why the certificate is not for the domain of the flow, or "". Sets the identities of the flow from it (RFC 5922 §7.3, §7.4). */
    private String stranger(Optional<X509Certificate> shown) {
        String domain = flow.domain();
        if (shown.isEmpty()) return domain.isEmpty() ? "" : "it has no certificate";
        List<String> identities = DomainIdentity.of(shown.get());
        if (!domain.isEmpty() && !DomainIdentity.isFor(shown.get(), domain))
            return "its certificate is for " + identities + " and not for " + domain;
        flow.speaksFor(
                identities.stream().map(each -> each.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
        return "";
    }

    private String sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SslHandshakeTimeoutException _ -> {
                    return "the TLS handshake was not done within " + PlainText.span(within);
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
                case SSLHandshakeException missing
                when String.valueOf(missing.getMessage()).contains(NO_CERTIFICATE) -> {
                    return "it has shown no certificate, which this listener requires";
                }
                default -> {}
            }
        }
        return "the TLS handshake failed: " + PlainText.cause(failure);
    }
}
