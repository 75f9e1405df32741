package io.aldis.smime;

import io.aldis.im.Part;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;

/**
 * Encrypts a MIME entity for the holders of certificates (RFC 8591 §4.2): AES-128-GCM with a new content key, which is wrapped with
 * AES-128-WRAP after an ephemeral ECDH with the X9.63 KDF and SHA-256, or by RSA-OAEP.
 *
 * @param recipients certificates with an EC or RSA key; each holder can decrypt the result
 */
record Encrypting(List<X509Certificate> recipients) {
    /** {@code application/pkcs7-mime;smime-type=authEnveloped-data} (RFC 5083). */
    Part authEnveloped(Part entity) throws CMSException {
        var generator = new CMSAuthEnvelopedDataGenerator();
        address(generator);
        try {
            var data = generator.generate(content(entity), (OutputAEADEncryptor) encryptor(CMSAlgorithm.AES128_GCM));
            return Types.pkcs7("authEnveloped-data", data.toASN1Structure().getEncoded("DER"));
        } catch (IOException e) {
            throw new CMSException("cannot be written", e);
        }
    }

    /** {@code smime-type=enveloped-data} with AES-128-CBC, for peers older than RFC 8591. It has no integrity protection. */
    Part enveloped(Part entity) throws CMSException {
        var generator = new CMSEnvelopedDataGenerator();
        address(generator);
        try {
            var data = generator.generate(content(entity), encryptor(CMSAlgorithm.AES128_CBC));
            return Types.pkcs7("enveloped-data", data.toASN1Structure().getEncoded("DER"));
        } catch (IOException e) {
            throw new CMSException("cannot be written", e);
        }
    }

    private static CMSProcessableByteArray content(Part entity) {
        return new CMSProcessableByteArray(entity.bytes());
    }

    private static OutputEncryptor encryptor(ASN1ObjectIdentifier algorithm) throws CMSException {
        return new JceCMSContentEncryptorBuilder(algorithm)
                .setProvider(Crypto.PROVIDER)
                .build();
    }

    private void address(CMSEnvelopedGenerator generator) throws CMSException {
        for (X509Certificate recipient : recipients) {
            try {
                generator.addRecipientInfoGenerator(recipient(recipient));
            } catch (GeneralSecurityException e) {
                throw new CMSException("cannot encrypt for a key of this kind", e);
            }
        }
    }

    private static RecipientInfoGenerator recipient(X509Certificate certificate)
            throws GeneralSecurityException, CMSException {
        return switch (certificate.getPublicKey()) {
            case ECPublicKey curve -> agreement(certificate, ephemeral(curve));
            case RSAPublicKey _ -> transport(certificate);
            default ->
                throw new CMSException("expected an EC or RSA key but the certificate has one for "
                        + certificate.getPublicKey().getAlgorithm());
        };
    }

    /** A new key pair for this recipient and message, on the recipient's curve (RFC 5753 §3.1). */
    private static KeyPair ephemeral(ECPublicKey recipient) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC", Crypto.PROVIDER);
        generator.initialize(recipient.getParams());
        return generator.generateKeyPair();
    }

    private static RecipientInfoGenerator agreement(X509Certificate certificate, KeyPair ours)
            throws GeneralSecurityException {
        return new JceKeyAgreeRecipientInfoGenerator(
                        CMSAlgorithm.ECDH_SHA256KDF, ours.getPrivate(), ours.getPublic(), CMSAlgorithm.AES128_WRAP)
                .setProvider(Crypto.PROVIDER)
                .addRecipient(certificate);
    }

    private static RecipientInfoGenerator transport(X509Certificate certificate) throws GeneralSecurityException {
        var sha256 = new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
        var oaep = new JcaAlgorithmParametersConverter().getAlgorithmIdentifier(CMSAlgorithm.RSA_OAEP, sha256);
        return new JceKeyTransRecipientInfoGenerator(certificate, oaep).setProvider(Crypto.PROVIDER);
    }
}
