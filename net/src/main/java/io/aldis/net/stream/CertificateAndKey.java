package io.aldis.net.stream;

import io.aldis.net.SecretFiles;
import io.aldis.net.TlsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and its certificate chain.
 *
 * @param chain the certificate of the key first
 */
record CertificateAndKey(PrivateKey key, List<X509Certificate> chain) {
    private static final String CLIENTS = "1.3.6.1.5.5.7.3.2";
    private static final String ANYTHING = "2.5.29.37.0";
    private static final byte[] PROBE = "does this key belong to that certificate?".getBytes(StandardCharsets.US_ASCII);

    /** @throws IOException when a file cannot be read, or the key is not that of the certificate */
    static CertificateAndKey read(TlsSettings.Own files) throws IOException {
        List<X509Certificate> chain = Pem.certificates(files.certificate());
        PublicKey shown = chain.getFirst().getPublicKey();
        PrivateKey key = Pem.key(files.key(), shown.getAlgorithm());
        if (!belong(key, shown))
            throw new IOException(files.key() + ": expected the key of the certificate in " + files.certificate()
                    + " but it is another one");
        SecretFiles.check(files.key());
        return new CertificateAndKey(key, chain);
    }

    /** Whether the key is that of the certificate, by a test signature. Without this check only handshakes would fail, at the peers. */
    private static boolean belong(PrivateKey key, PublicKey shown) {
        try {
            Signature signature = Signature.getInstance(algorithm(shown.getAlgorithm()));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String algorithm(String key) {
        return switch (key) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key;
        };
    }

    X509Certificate first() {
        return chain.getFirst();
    }

    /** Whether issuer and subject are the same: self-signed. */
    boolean isSelfIssued() {
        return first().getIssuerX500Principal().equals(first().getSubjectX500Principal());
    }

    /** Whether the extended key usage, if any, allows TLS clients (RFC 5280 §4.2.1.12). */
    boolean isForClients() {
        try {
            List<String> uses = first().getExtendedKeyUsage();
            return uses == null || uses.contains(CLIENTS) || uses.contains(ANYTHING);
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}
