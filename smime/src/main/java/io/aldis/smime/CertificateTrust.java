package io.aldis.smime;

import io.aldis.agent.Security.ExpiredCertificate;
import io.aldis.agent.Security.Finding;
import io.aldis.agent.Security.UnknownSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Validates certificates (RFC 8550 §4, RFC 5280 §6) against trusted roots at one point in time. Revocation is not checked, because that needs
 * network access.
 */
record CertificateTrust(List<X509Certificate> roots, Instant now) {
    private static final int LONGEST_CHAIN = 5;
    /** KeyUsage digitalSignature and nonRepudiation (RFC 5280 §4.2.1.3). */
    private static final List<Integer> SIGNS = List.of(0, 1);

    /** ExtendedKeyUsage emailProtection and any (RFC 8550 §4.4.4); there is none for instant messages. */
    private static final Set<String> PURPOSES = Set.of("1.3.6.1.5.5.7.3.4", "2.5.29.37.0");

    /** Why a signer's certificate is not accepted; empty when it is. An expired one is validated at the end of its validity. */
    Optional<Finding> against(X509Certificate signer, List<X509Certificate> others) {
        var wrong = expired(signer);
        boolean chained = chained(
                signer, others, wrong.isEmpty() ? now : signer.getNotAfter().toInstant());
        if (!chained) return unknown(signer, "no trusted root has issued the certificate or its chain");
        if (wrong.isPresent()) return wrong;
        return signs(signer) ? Optional.empty() : unknown(signer, "the certificate is not one for signatures");
    }

    /** As {@link #against}, for a certificate on the keyring: only its validity period is checked. */
    Optional<Finding> expired(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (!now.isBefore(from) && !now.isAfter(until)) return Optional.empty();
        return Optional.of(new ExpiredCertificate(CertificateAddresses.signer(certificate), from, until));
    }

    private static Optional<Finding> unknown(X509Certificate signer, String why) {
        return Optional.of(new UnknownSigner(Optional.of(CertificateAddresses.signer(signer)), why));
    }

    private boolean chained(X509Certificate signer, List<X509Certificate> others, Instant at) {
        if (roots.isEmpty()) return false;
        try {
            var wanted = new X509CertSelector();
            wanted.setCertificate(signer);
            var rules = new PKIXBuilderParameters(anchors(), wanted);
            rules.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
            rules.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(signer))));
            rules.setDate(Date.from(at));
            rules.setRevocationEnabled(false);
            rules.setMaxPathLength(LONGEST_CHAIN);
            CertPathBuilder.getInstance("PKIX").build(rules);
            return true;
        } catch (CertPathBuilderException _) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM can build a path of certificates", e);
        }
    }

    private Set<TrustAnchor> anchors() {
        return roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet());
    }

    private static boolean signs(X509Certificate certificate) {
        return allows(certificate, SIGNS) && isForMessages(certificate);
    }

    /** Whether the certificate has no KeyUsage, or one of these bits. */
    static boolean allows(X509Certificate certificate, List<Integer> bits) {
        boolean[] usage = certificate.getKeyUsage();
        return usage == null || bits.stream().anyMatch(bit -> usage[bit]);
    }

    private static boolean isForMessages(X509Certificate certificate) {
        try {
            var purposes = certificate.getExtendedKeyUsage();
            return purposes == null || purposes.stream().anyMatch(PURPOSES::contains);
        } catch (CertificateParsingException _) {
            return false;
        }
    }
}
