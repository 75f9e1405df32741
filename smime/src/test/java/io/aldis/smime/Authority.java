package io.aldis.smime;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Vouches for people: a certificate authority of a test, and those below it. */
final class Authority {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final AtomicLong SERIAL = new AtomicLong(1);

    /** Somebody with a key. The chain is as it goes out: without the root. */
    record Person(PrivateKey key, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.getFirst();
        }

        Keyring keys() {
            return Keyring.NONE.own(key, chain);
        }
    }

    /** What a certificate is to say. */
    record Wish(String kind, Instant from, Instant until, List<String> uris) {
        static Wish of(String... uris) {
            return new Wish("EC", NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(30)), List.of(uris));
        }

        Wish with(String otherKind) {
            return new Wish(otherKind, from, until, uris);
        }

        Wish between(Instant start, Instant end) {
            return new Wish(kind, start, end, uris);
        }
    }

    private final String name;
    private final KeyPair pair;
    private final X509Certificate certificate;
    private final List<X509Certificate> above;

    private Authority(String name, KeyPair pair, X509Certificate certificate, List<X509Certificate> above) {
        this.name = name;
        this.pair = pair;
        this.certificate = certificate;
        this.above = above;
    }

    static Authority root(String name) {
        KeyPair pair = pair("EC");
        return new Authority(name, pair, issue(name, pair, name, pair, Wish.of(), true), List.of());
    }

    Authority below(String other) {
        return below(other, pair);
    }

    /** Its certificate says that we issued it, and a stranger's key has signed it. */
    Authority forgedBelow(String other) {
        return below(other, pair("EC"));
    }

    private Authority below(String other, KeyPair signedWith) {
        KeyPair its = pair("EC");
        var issued = issue(name, signedWith, other, its, Wish.of(), true);
        var path = new ArrayList<X509Certificate>(List.of(issued));
        path.addAll(above);
        return new Authority(other, its, issued, path);
    }

    X509Certificate certificate() {
        return certificate;
    }

    Person person(String... uris) {
        return person(Wish.of(uris));
    }

    Person person(Wish wish) {
        KeyPair its = pair(wish.kind());
        var issued = issue(name, pair, "person", its, wish, false);
        return new Person(
                its.getPrivate(),
                Stream.concat(Stream.of(issued), above.stream()).toList());
    }

    private static KeyPair pair(String kind) {
        try {
            var generator = KeyPairGenerator.getInstance(kind);
            if (!kind.equals("Ed25519")) generator.initialize(kind.equals("EC") ? 256 : 2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate issue(
            String issuer, KeyPair signer, String subject, KeyPair holder, Wish wish, boolean authority) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=" + issuer),
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(wish.from()),
                    Date.from(wish.until()),
                    new X500Name("CN=" + subject),
                    holder.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!wish.uris().isEmpty())
                builder.addExtension(Extension.subjectAlternativeName, false, names(wish.uris()));
            var by = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(by));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralNames names(List<String> uris) {
        return new GeneralNames(uris.stream()
                .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                .toArray(GeneralName[]::new));
    }
}
