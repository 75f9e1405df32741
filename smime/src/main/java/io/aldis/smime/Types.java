package io.aldis.smime;

import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.Parameters;
import io.aldis.sip.SyntaxException;
import java.util.Optional;
import java.util.Set;

/** The media types of S/MIME (RFC 8551 §3.2). */
final class Types {
    static final String PKCS7 = "application/pkcs7-mime";
    static final String SIGNED = "multipart/signed";
    static final String SIGNATURE = "application/pkcs7-signature";
    static final String CPIM = "message/cpim";
    private static final Set<String> OLD = Set.of("application/x-pkcs7-mime");
    private static final Set<String> SIGNATURES = Set.of(SIGNATURE, "application/x-pkcs7-signature");

    private Types() {}

    static boolean pkcs7(MediaType type) {
        return type.is(PKCS7) || OLD.contains(type.name());
    }

    static boolean signature(MediaType type) {
        return SIGNATURES.contains(type.name());
    }

    /** Whether it is multipart/signed of S/MIME; other protocols use it, too, such as OpenPGP (RFC 1847 §2.1). */
    static boolean detached(MediaType type) {
        return type.is(SIGNED)
                && type.parameter("protocol").map(Types::isSignature).orElse(false);
    }

    static boolean isProtected(MediaType type) {
        return pkcs7(type) || detached(type);
    }

    private static boolean isSignature(String protocol) {
        return read(protocol).map(Types::signature).orElse(false);
    }

    static Optional<MediaType> of(Part part) {
        try {
            return Optional.of(part.type());
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    private static Optional<MediaType> read(String text) {
        try {
            return Optional.of(MediaType.parse(text));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    /** An S/MIME body, with {@code handling=required} (RFC 3261 §23.3) and in binary, because SIP needs no base64 (RFC 8591 §5). */
    static Part pkcs7(String smimeType, byte[] der) {
        var type = new MediaType("application", "pkcs7-mime", Parameters.NONE.with("smime-type", smimeType));
        return required(Part.of(type, der));
    }

    static Part required(Part part) {
        return part.with("Content-Disposition", "render;handling=required");
    }
}
