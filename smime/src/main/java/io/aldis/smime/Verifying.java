package io.aldis.smime;

import io.aldis.agent.Security.BadSignature;
import io.aldis.agent.Security.Finding;
import io.aldis.agent.Security.UnknownSigner;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerId;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/** Verifies a CMS signature with the key of its certificate. Whether the certificate is trusted is checked by {@link SignatureValidator}. */
record Verifying(Keyring keys) {
    private static final int MOST_CERTIFICATES = 10;
    /** Accepted digest algorithms; weaker ones are refused. SHA-256 is mandatory (RFC 8591 §4.1). */
    private static final Map<String, String> DIGESTS = Map.of(
            CMSAlgorithm.SHA256.getId(), "SHA-256",
            CMSAlgorithm.SHA384.getId(), "SHA-384",
            CMSAlgorithm.SHA512.getId(), "SHA-512");

    /** Result of the verification. */
    sealed interface Result {
        /**
         * The signature was made with the key of this certificate.
         *
         * @param others certificates included in the message, for its chain
         * @param time the CMS signing-time, if there is one
         * @param mark identifies the signature for the detection of replays, independent of its encoding
         */
        record Sound(X509Certificate signer, List<X509Certificate> others, Optional<Instant> time, String mark)
                implements Result {}

        record Unsound(Finding why) implements Result {}
    }

    Result check(CMSSignedData data) {
        var signers = data.getSignerInfos().getSigners();
        if (signers.size() != 1) return bad("expected one signature but there are " + signers.size());
        SignerInformation signature = signers.iterator().next();
        try {
            var sent = certificates(data);
            var signer = signer(signature.getSID(), sent);
            if (signer.isEmpty())
                return new Result.Unsound(new UnknownSigner(
                        Optional.empty(), "the certificate is neither in the message nor on the keyring"));
            return check(signature, signer.get(), sent);
        } catch (CMSException | CertificateException | RuntimeException _) {
            return bad("it cannot be read");
        }
    }

    private static Result check(SignerInformation signature, X509Certificate signer, List<X509Certificate> sent)
            throws CMSException {
        if (!DIGESTS.containsKey(signature.getDigestAlgOID()))
            return bad(signer, "expected SHA-256 but it was made with " + signature.getDigestAlgOID());
        if (!holds(signature, signer)) return bad(signer, "the content is not what was signed");
        return new Result.Sound(signer, sent, time(signature), mark(signature));
    }

    private static boolean holds(SignerInformation signature, X509Certificate signer) throws CMSException {
        try {
            // By the key alone: Trust checks the validity of the certificate.
            var verifier = new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(Crypto.PROVIDER)
                    .build(signer.getPublicKey());
            return signature.verify(verifier);
        } catch (OperatorCreationException | CMSException _) {
            return false; // another digest, or a malformed signature
        }
    }

    private static List<X509Certificate> certificates(CMSSignedData data) throws CertificateException {
        var converter = new JcaX509CertificateConverter();
        var all = new ArrayList<X509Certificate>();
        for (X509CertificateHolder holder : data.getCertificates().getMatches(null)) {
            if (all.size() == MOST_CERTIFICATES) break;
            all.add(converter.getCertificate(holder));
        }
        return all;
    }

    /** The certificates of a certs-only body; empty when it is malformed. */
    static List<X509Certificate> offered(byte[] octets) {
        try {
            return List.copyOf(certificates(new CMSSignedData(octets)));
        } catch (CMSException | CertificateException | RuntimeException _) {
            return List.of();
        }
    }

    /** The signer's certificate from the message, or else from the keyring (RFC 8591 §7.1). */
    private Optional<X509Certificate> signer(SignerId id, List<X509Certificate> sent) throws CertificateException {
        for (X509Certificate each : sent) if (id.match(new JcaX509CertificateHolder(each))) return Optional.of(each);
        for (X509Certificate each : keys.everybody().toList())
            if (id.match(new JcaX509CertificateHolder(each))) return Optional.of(each);
        return Optional.empty();
    }

    private static Optional<Instant> time(SignerInformation signature) {
        var attributes = signature.getSignedAttributes();
        Attribute time = attributes == null ? null : attributes.get(CMSAttributes.signingTime);
        if (time == null || time.getAttrValues().size() != 1) return Optional.empty();
        return Optional.of(
                Time.getInstance(time.getAttrValues().getObjectAt(0)).getDate().toInstant());
    }

    /**
     * A hash of the signed attributes and the part of the signature that cannot be changed: of an ECDSA signature (r, s) everybody can
     * make another valid one, (r, -s), so only r is used.
     */
    private static String mark(SignerInformation signature) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            byte[] attributes = signature.getEncodedSignedAttributes();
            if (attributes != null) digest.update(attributes);
            digest.update(lasting(signature.getSignature()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Every JVM has SHA-256, and the attributes were read", e);
        }
    }

    private static byte[] lasting(byte[] signature) {
        try {
            BigInteger r = ASN1Integer.getInstance(
                            ASN1Sequence.getInstance(signature).getObjectAt(0))
                    .getValue();
            return r.toByteArray();
        } catch (RuntimeException _) {
            return signature;
        }
    }

    private static Result bad(String why) {
        return new Result.Unsound(new BadSignature(Optional.empty(), why));
    }

    private static Result bad(X509Certificate signer, String why) {
        return new Result.Unsound(new BadSignature(Optional.of(CertificateAddresses.signer(signer)), why));
    }
}
