package io.aldis.net.stream;

import io.aldis.net.PlainText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and private keys from PEM files (RFC 7468). An IOException says in its message what is wrong with the file. */
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END");

    private Pem() {}

    static List<X509Certificate> certificates(Path file) throws IOException {
        byte[] bytes = bytes(file);
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) return found;
        } catch (CertificateException e) {
            throw new IOException(
                    file + ": expected certificates in PEM but was something else: " + PlainText.cause(e), e);
        }
        throw new IOException(file + ": expected certificates in PEM but there is none");
    }

    /** @param algorithm of the public key in the certificate */
    static PrivateKey key(Path file, String algorithm) throws IOException {
        Matcher key = KEY.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
        if (!key.find()) throw new IOException(file + ": expected a private key in PEM but there is none");
        if (!key.group(1).equals("PRIVATE KEY"))
            throw new IOException(
                    file + ": expected -----BEGIN PRIVATE KEY----- (openssl pkcs8 -topk8 -nocrypt makes one) but was "
                            + "-----BEGIN " + key.group(1) + "-----");
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(key.group(2));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    file + ": expected the " + algorithm + " key of the certificate but it cannot be read", e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        }
    }
}
