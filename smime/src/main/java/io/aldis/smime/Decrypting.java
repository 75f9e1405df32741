package io.aldis.smime;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyAgreeRecipientId;
import org.bouncycastle.cms.KeyTransRecipientId;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientId;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;

/**
 * Decrypts CMS that was encrypted for one of the own keys. All failures to decrypt give the same result: an attacker that could try often and
 * learn the kind of failure could find out the content (decryption oracle).
 *
 * @param own keys and certificates of the keyring
 */
record Decrypting(List<Keyring.Own> own) {
    /** Limit on the recipients of one message. */
    private static final int MOST_RECIPIENTS = 100;
    /** In octets; a shorter authentication tag could be guessed (RFC 5084 §3.2). */
    private static final int SHORTEST_TAG = 12;

    private static final Set<ASN1ObjectIdentifier> AUTHENTICATED =
            Set.of(CMSAlgorithm.AES128_GCM, CMSAlgorithm.AES192_GCM, CMSAlgorithm.AES256_GCM);
    /** Algorithms for EnvelopedData (RFC 3428 §11.3); 3DES is not accepted. */
    private static final Set<ASN1ObjectIdentifier> CHAINED =
            Set.of(CMSAlgorithm.AES128_CBC, CMSAlgorithm.AES192_CBC, CMSAlgorithm.AES256_CBC);

    /** Result of decryption. */
    sealed interface Result {
        record Plain(byte[] octets) implements Result {}

        record NotForUs() implements Result {}

        record Failed() implements Result {}
    }

    /** A recipient entry that identifies an own certificate, and its key. */
    private record Ours(RecipientInformation entry, Keyring.Own own) {}

    static boolean isEncrypted(ContentInfo info) {
        return isAuthenticated(info) || info.getContentType().equals(CMSObjectIdentifiers.envelopedData);
    }

    private static boolean isAuthenticated(ContentInfo info) {
        return info.getContentType().equals(CMSObjectIdentifiers.authEnvelopedData);
    }

    Result open(ContentInfo info) {
        try {
            boolean authenticated = isAuthenticated(info);
            RecipientInformationStore entries = authenticated
                    ? new CMSAuthEnvelopedData(info).getRecipientInfos()
                    : new CMSEnvelopedData(info).getRecipientInfos();
            if (entries.size() > MOST_RECIPIENTS) return new Result.Failed();
            var ours = ours(entries);
            if (ours.isEmpty()) return new Result.NotForUs();
            return new Result.Plain(
                    ours.get().entry().getContent(recipient(ours.get().own(), authenticated)));
        } catch (CMSException | RuntimeException _) {
            return new Result.Failed(); // the library throws many kinds of exceptions for malformed octets
        }
    }

    private Optional<Ours> ours(RecipientInformationStore entries) {
        for (RecipientInformation entry : entries)
            for (Keyring.Own each : own)
                if (names(entry.getRID(), holder(each.certificate()))) return Optional.of(new Ours(entry, each));
        return Optional.empty();
    }

    private static boolean names(RecipientId id, JcaX509CertificateHolder certificate) {
        return switch (id) {
            case KeyAgreeRecipientId agreement -> agreement.match(certificate);
            case KeyTransRecipientId transport -> transport.match(certificate);
            default -> false;
        };
    }

    private static JcaX509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new JcaX509CertificateHolder(certificate);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("It was read from its encoding", e);
        }
    }

    private static Recipient recipient(Keyring.Own own, boolean authenticated) {
        PrivateKey key = own.key();
        if (own.certificate().getPublicKey() instanceof RSAPublicKey)
            return authenticated
                    ? new JceKeyTransAuthEnvelopedRecipient(key)
                            .setMinimumTagSize(SHORTEST_TAG)
                            .setAllowedContentAlgorithms(AUTHENTICATED)
                            .setProvider(Crypto.PROVIDER)
                    : new JceKeyTransEnvelopedRecipient(key)
                            .setAllowedContentAlgorithms(CHAINED)
                            .setProvider(Crypto.PROVIDER);
        return authenticated
                ? new JceKeyAgreeAuthEnvelopedRecipient(key)
                        .setMinimumTagSize(SHORTEST_TAG)
                        .setAllowedContentAlgorithms(AUTHENTICATED)
                        .setProvider(Crypto.PROVIDER)
                : new JceKeyAgreeEnvelopedRecipient(key)
                        .setAllowedContentAlgorithms(CHAINED)
                        .setProvider(Crypto.PROVIDER);
    }
}
