package io.aldis.smime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads keys and certificates from PKCS #12 and PEM files. Exceptions do not contain secrets of the file. */
public final class KeyFiles {
    /** Maximum size of a file in octets. */
    private static final long LARGEST = 1 << 20;

    private KeyFiles() {}

    /**
     * The keyring with the own key and certificate from a PKCS #12 file ({@code .p12}, {@code .pfx}).
     *
     * @param password not kept and not cleared
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when it is not PKCS #12, larger than 1 MiB, the password is wrong, or it contains no private key
     */
    public static Keyring pkcs12(Keyring keys, Path file, char[] password) throws IOException {
        byte[] octets = bytes(file);
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(octets), password);
            for (String alias : Collections.list(store.aliases()))
                if (store.getKey(alias, password) instanceof PrivateKey key)
                    return keys.own(
                            key,
                            Arrays.stream(store.getCertificateChain(alias))
                                    .map(X509Certificate.class::cast)
                                    .toList());
        } catch (IOException | GeneralSecurityException _) {
            throw wrong(file, "a PKCS #12 file with this password", "something else");
        }
        throw wrong(file, "a key", "none");
    }

    /**
     * The keyring with the own key and certificate from PEM files, which may be the same file.
     *
     * @param certificates the own one first, then those of its chain
     * @throws IOException when a file cannot be read
     * @throws IllegalArgumentException when a file is larger than 1 MiB or not PEM, or has no unencrypted key or no certificate
     */
    public static Keyring pem(Keyring keys, Path key, Path certificates) throws IOException {
        return keys.own(privateKey(key), certificates(certificates));
    }

    /**
     * All certificates of a PEM file, in their order.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when it is larger than 1 MiB or not PEM, or has no certificate
     */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        var found = new ArrayList<X509Certificate>();
        var converter = new JcaX509CertificateConverter();
        for (Object object : objects(file)) {
            if (!(object instanceof X509CertificateHolder holder)) continue;
            try {
                found.add(converter.getCertificate(holder));
            } catch (GeneralSecurityException _) {
                throw wrong(file, "X.509 certificates", "one that cannot be read");
            }
        }
        if (found.isEmpty()) throw wrong(file, "a certificate in PEM form", "none");
        return List.copyOf(found);
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        for (Object object : objects(file)) {
            var info = info(object);
            if (info.isEmpty()) continue;
            try {
                return new JcaPEMKeyConverter().getPrivateKey(info.get());
            } catch (PEMException _) {
                throw wrong(file, "a private key of a kind that this JVM knows", "another");
            }
        }
        throw wrong(file, "a private key in PEM form that no password protects", "none");
    }

    private static Optional<PrivateKeyInfo> info(Object object) {
        return switch (object) {
            case PrivateKeyInfo info -> Optional.of(info);
            case PEMKeyPair pair -> Optional.of(pair.getPrivateKeyInfo());
            default -> Optional.empty();
        };
    }

    private static List<Object> objects(Path file) throws IOException {
        var text = new String(bytes(file), StandardCharsets.ISO_8859_1);
        var objects = new ArrayList<>();
        try (var parser = new PEMParser(new StringReader(text))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) objects.add(next);
        } catch (IOException _) {
            throw wrong(file, "PEM", "something else");
        }
        return objects;
    }

    private static byte[] bytes(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST) throw wrong(file, "at most " + LARGEST + " octets", size + " octets");
        return Files.readAllBytes(file);
    }

    private static IllegalArgumentException wrong(Path file, String expected, String found) {
        return new IllegalArgumentException(file + ": expected " + expected + " but found " + found);
    }
}
