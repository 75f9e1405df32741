package io.aldis.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS peers out of the JDK's own sockets. */
public final class TestTls {
    private TestTls() {}

    /** One that believes those who are in the file, connected and through with the handshake. */
    public static SSLSocket connect(InetSocketAddress server, Path trust, String... versions) {
        return connect(server, trust, "", versions);
    }

    /** The same. @param name that it asks for (server_name); empty for none */
    public static SSLSocket connect(InetSocketAddress server, Path trust, String name, String... versions) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyStore store = empty();
            store.setCertificateEntry("issuer", certificate(trust));
            TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
            trusted.init(store);
            context.init(null, trusted.getTrustManagers(), null);
            var socket = (SSLSocket) context.getSocketFactory().createSocket(server.getAddress(), server.getPort());
            if (versions.length > 0) socket.setEnabledProtocols(versions);
            if (!name.isEmpty()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
            }
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One that shows this certificate, on a free port of 127.0.0.1. */
    public static SSLServerSocket listen(TlsSettings.Own own) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyStore store = empty();
            Certificate shown = certificate(own.certificate());
            String key = Files.readString(own.key()).replaceAll("-----[A-Z ]+-----", "");
            store.setKeyEntry(
                    "own",
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(
                                    Base64.getMimeDecoder().decode(key.getBytes(StandardCharsets.US_ASCII)))),
                    new char[0],
                    new Certificate[] {shown});
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            context.init(keys.getKeyManagers(), null, null);
            return (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate certificate(Path pem) throws GeneralSecurityException, IOException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem)));
    }
}
