package io.aldis.smime;

import io.aldis.agent.Security.Signer;
import io.aldis.im.ImUri;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The addresses in the subjectAltName of a certificate (RFC 8591 §4.4.1), as addresses-of-record. */
final class CertificateAddresses {
    /** The GeneralName type uniformResourceIdentifier (RFC 5280 §4.2.1.6). */
    private static final Integer URI = 6;

    private CertificateAddresses() {}

    /** All URIs of a certificate as they are written in it, http: and others included. */
    static List<String> written(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) return List.of();
            return names.stream()
                    .filter(name -> URI.equals(name.getFirst()))
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (CertificateParsingException _) {
            return List.of();
        }
    }

    static List<Aor> of(X509Certificate certificate) {
        return written(certificate).stream()
                .flatMap(text -> address(text).stream())
                .distinct()
                .toList();
    }

    /** The address of a URI in a certificate or a message/cpim; empty when it is not a sip:, sips: or im: URI with a user. */
    static Optional<Aor> address(String text) {
        try {
            return address(Uri.parse(text));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    /** As {@link #address(String)}. sip:, sips: and im: with the same user and domain are equal (RFC 3428 §5). */
    static Optional<Aor> address(Uri uri) {
        if (!(uri instanceof SipUri sip)) return ImUri.toAor(uri);
        return sip.user().isEmpty() ? Optional.empty() : Optional.of(Aor.of(sip));
    }

    static Signer signer(X509Certificate certificate) {
        return new Signer(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                written(certificate),
                fingerprint(certificate),
                certificate);
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("Every JVM has SHA-256, and a certificate was read from its encoding", e);
        }
    }

    static String join(Collection<Aor> addresses) {
        return String.join(", ", addresses.stream().map(Aor::toString).toList());
    }
}
