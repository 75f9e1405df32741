package io.aldis.smime;

import io.aldis.im.MediaType;
import io.aldis.im.Multipart;
import io.aldis.im.Part;
import io.aldis.sip.Parameters;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.smime.SMIMECapabilitiesAttribute;
import org.bouncycastle.asn1.smime.SMIMECapabilityVector;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Signs a MIME entity with an own key: CMS SignedData (RFC 5652 §5) as one opaque body or as multipart/signed. RSA and EC keys sign with
 * SHA-256; the digest of Ed25519 is SHA-512.
 *
 * @param attached whether the certificate chain is included; a peer that has the certificate needs no copy (RFC 8591 §7.1)
 */
record Signing(Keyring.Own own, boolean attached) {
    /** {@code application/pkcs7-mime;smime-type=signed-data}: intermediaries cannot change it by accident (RFC 8591 §4.1). */
    Part opaque(Part entity, Instant at) throws CMSException {
        return Types.pkcs7("signed-data", signed(entity, at, true));
    }

    /**
     * {@code multipart/signed}: readable for peers without S/MIME. The signature is in base64, as in the examples of RFC 3261 §23.4,
     * because OpenSSL reads no other form.
     */
    Part clear(Part entity, Instant at) throws CMSException {
        byte[] signature = signed(entity, at, false);
        var type = new MediaType("application", "pkcs7-signature", Parameters.NONE);
        var beside = Types.required(
                Part.of(type, Base64.getMimeEncoder().encode(signature)).with("Content-Transfer-Encoding", "base64"));
        var both = Multipart.of("signed", List.of(entity, beside));
        var parameters = both.type()
                .parameters()
                .with("protocol", '"' + Types.SIGNATURE + '"')
                .with("micalg", digest());
        return Types.required(Part.of(new MediaType("multipart", "signed", parameters), both.bytes()));
    }

    private byte[] signed(Part entity, Instant at, boolean encapsulated) throws CMSException {
        try {
            var generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(signer(at));
            if (attached) generator.addCertificates(new JcaCertStore(own.chain()));
            return generator
                    .generate(new CMSProcessableByteArray(entity.bytes()), encapsulated)
                    .getEncoded("DER");
        } catch (OperatorCreationException | GeneralSecurityException | IOException e) {
            throw new CMSException("cannot sign with a key for " + own.key().getAlgorithm(), e);
        }
    }

    private SignerInfoGenerator signer(Instant at) throws OperatorCreationException, GeneralSecurityException {
        return new JcaSimpleSignerInfoGeneratorBuilder()
                .setProvider(Crypto.PROVIDER)
                .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes(at)))
                .build(algorithm(), own.key(), own.certificate());
    }

    private String algorithm() {
        return switch (own.certificate().getPublicKey()) {
            case ECPublicKey _ -> "SHA256withECDSA";
            case EdECPublicKey _ -> "Ed25519";
            default -> "SHA256withRSA";
        };
    }

    /** The name of the digest in {@code micalg} (RFC 5751 §3.4.3.2). */
    private String digest() {
        return own.certificate().getPublicKey() instanceof EdECPublicKey ? "sha-512" : "sha-256";
    }

    /** The signed attributes: signing-time and the supported algorithms (RFC 3261 §23.3). */
    private static AttributeTable attributes(Instant at) {
        var capabilities = new SMIMECapabilityVector();
        capabilities.addCapability(CMSAlgorithm.AES128_GCM);
        var attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(at)))));
        attributes.add(new SMIMECapabilitiesAttribute(capabilities));
        return new AttributeTable(attributes);
    }
}
