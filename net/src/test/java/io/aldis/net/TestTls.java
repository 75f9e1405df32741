package io.aldis.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** TLS peers out of the JDK's own sockets. */
public final class TestTls {
    private TestTls() {}

    /** One that believes those who are in the file, connected and through with the handshake. */
    public static SSLSocket connect(InetSocketAddress server, Path trust, String... versions) {
        return connectTo("", server, trust, versions);
    }

    /** The same. @param name that it asks for (server_name); empty for none */
    public static SSLSocket connectTo(String name, InetSocketAddress server, Path trust, String... versions) {
        try {
            SSLSocket socket = socket(server, trust, new KeyManager[0], versions);
            if (!name.isEmpty()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The same on a connection that is there, which can then be used below TLS. */
    public static SSLSocket connectOver(Socket plain, Path trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], trusting(trust), null);
            var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "", plain.getPort(), false);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One that shows a certificate of its own. In TLS 1.3 it is up before the other side has looked at that. */
    public static SSLSocket connectAs(TlsSettings.Own own, InetSocketAddress server, Path trust, String... versions)
            throws IOException {
        try {
            SSLSocket socket = socket(server, trust, keys(own), versions);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLSocket socket(InetSocketAddress server, Path trust, KeyManager[] keys, String... versions)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trusting(trust), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(server.getAddress(), server.getPort());
        if (versions.length > 0) socket.setEnabledProtocols(versions);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static TrustManager[] trusting(Path trust) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setCertificateEntry("issuer", certificate(trust));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(store);
        return trusted.getTrustManagers();
    }

    private static KeyManager[] keys(TlsSettings.Own own) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        String key = Files.readString(own.key()).replaceAll("-----[A-Z ]+-----", "");
        store.setKeyEntry(
                "own",
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(
                                Base64.getMimeDecoder().decode(key.getBytes(StandardCharsets.US_ASCII)))),
                new char[0],
                new Certificate[] {certificate(own.certificate())});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        KeyManager[] all = keys.getKeyManagers();
        return new KeyManager[] {new Insistent((X509ExtendedKeyManager) all[0])};
    }

    /** Shows what it has, whoever the other side believes. */
    private static final class Insistent extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        Insistent(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, null, socket);
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return keys.chooseEngineServerAlias(type, issuers, engine);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, null);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }

    /** One that shows this certificate, on a free port of 127.0.0.1. */
    public static SSLServerSocket listen(TlsSettings.Own own) {
        try {
            return server(own, new TrustManager[0]);
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The same; who connects has to show a certificate by one who is in the file. */
    public static SSLServerSocket listenForKnown(TlsSettings.Own own, Path trust) {
        try {
            SSLServerSocket socket = server(own, trusting(trust));
            socket.setNeedClientAuth(true);
            return socket;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLServerSocket server(TlsSettings.Own own, TrustManager[] trusting)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(own), trusting, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
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
