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

/** Whether these octets were signed with the key of that certificate; not yet, whose that is. */
record Verifying(Keys keys) {
    private static final int MOST_CERTIFICATES = 10;
    /** What is weaker proves nothing; SHA-256 is the one that all have (RFC 8591 §4.1). */
    private static final Map<String, String> DIGESTS = Map.of(
            CMSAlgorithm.SHA256.getId(), "SHA-256",
            CMSAlgorithm.SHA384.getId(), "SHA-384",
            CMSAlgorithm.SHA512.getId(), "SHA-512");

    /** What came of it. */
    sealed interface Result {
        /**
         * The signature is that of this certificate.
         *
         * @param others what came with it, to vouch for it
         * @param time the CMS signing-time, if there is one
         * @param mark the same for the same act of signing, however it was packed
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
                return new Result.Unsound(
                        new UnknownSigner(Optional.empty(), "it came without its certificate, and we do not have it"));
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
            // By the key alone: whether the certificate is good now is a question of its own.
            var verifier = new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(Crypto.PROVIDER)
                    .build(signer.getPublicKey());
            return signature.verify(verifier);
        } catch (OperatorCreationException | CMSException _) {
            return false; // a digest that differs, a signature that is none
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

    /** What a body without signature carries; nothing when it cannot be read. */
    static List<X509Certificate> offered(byte[] octets) {
        try {
            return List.copyOf(certificates(new CMSSignedData(octets)));
        } catch (CMSException | CertificateException | RuntimeException _) {
            return List.of();
        }
    }

    /** From the message, or from the keyring when it was left out (RFC 8591 §7.1). */
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
     * What was signed, and of the signature what nobody can change: from an ECDSA signature (r, s) anybody makes another good one,
     * (r, -s).
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
        return new Result.Unsound(new BadSignature(Optional.of(Identities.signer(signer)), why));
    }
}
