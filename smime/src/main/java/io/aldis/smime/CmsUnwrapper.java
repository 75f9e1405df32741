package io.aldis.smime;

import io.aldis.agent.Security.Finding;
import io.aldis.agent.Security.NotForUs;
import io.aldis.agent.Security.Unreadable;
import io.aldis.im.MediaType;
import io.aldis.im.Multipart;
import io.aldis.im.Part;
import io.aldis.sip.SyntaxException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;

/**
 * Removes the layers of a body: at most one of encryption and one of signature, in either order (RFC 8591 §4.3), around a whole
 * message/cpim or inside one (§9.1).
 *
 * <pre>
 *   body ──pkcs7: encrypted──► decrypted entity ──┐
 *     ▲  ──pkcs7: signed─────► signed entity    ──┤
 *     │  ──multipart/signed──► its first part   ──┤
 *     │  ──message/cpim──────► its content      ──┤   only if that is protected
 *     └───────────────────────────────────────────┘   anything else is the content
 * </pre>
 *
 * <p>Parts of other multiparts are never opened: an attacker could put an encrypted part between two own parts, and the user would see
 * all three as one text (RFC 8591 §12).
 */
record CmsUnwrapper(Keyring keys) {
    /**
     * A body after some layers were removed.
     *
     * @param signature the result of the check and the signed entity; empty without a signature
     * @param inCpim whether the protected entity was the content of a message/cpim, whose headers are not covered then
     * @param broken why no further layer can be removed
     */
    record Peeled(
            Part content, boolean encrypted, Optional<Signed> signature, boolean inCpim, Optional<Finding> broken) {
        static Peeled nothingOf(Part body) {
            return new Peeled(body, false, Optional.empty(), false, Optional.empty());
        }

        private Peeled decrypted(Part inside) {
            return new Peeled(inside, true, signature, inCpim, broken);
        }

        private Peeled signed(Signed found) {
            return new Peeled(found.entity(), encrypted, Optional.of(found), inCpim, broken);
        }

        private Peeled unwrapped(Part inside) {
            return new Peeled(inside, encrypted, signature, true, broken);
        }

        private Optional<Peeled> broken(Finding why) {
            return Optional.of(new Peeled(content, encrypted, signature, inCpim, Optional.of(why)));
        }
    }

    /** The result of a signature check and the signed entity. */
    record Signed(Verifying.Result result, Part entity) {}

    Peeled peel(Part body) {
        Peeled at = Peeled.nothingOf(body);
        while (at.broken().isEmpty()) {
            var next = further(at);
            if (next.isEmpty()) return at;
            at = next.get();
        }
        return at;
    }

    /** Removes one layer; empty when there is none left. */
    private Optional<Peeled> further(Peeled at) {
        try {
            var type = Types.of(at.content());
            if (type.isEmpty()) return Optional.empty();
            if (Types.pkcs7(type.get())) return cms(at);
            if (Types.detached(type.get())) return Optional.of(detached(at, type.get()));
            return type.get().is(Types.CPIM) ? cpim(at) : Optional.empty();
        } catch (SyntaxException e) {
            return at.broken(new Unreadable(e.sentence()));
        } catch (CMSException | RuntimeException _) {
            // The library throws many kinds of exceptions for malformed octets.
            return at.broken(new Unreadable("expected CMS but was something else"));
        }
    }

    private Optional<Peeled> cms(Peeled at) throws CMSException {
        var info = ContentInfo.getInstance(octets(at.content()));
        if (Decrypting.isEncrypted(info)) return decrypted(at, info);
        if (!info.getContentType().equals(CMSObjectIdentifiers.signedData))
            return at.broken(new Unreadable("expected signed or encrypted data but was " + info.getContentType()));
        var data = new CMSSignedData(info);
        if (data.isCertificateManagementMessage()) return Optional.empty();
        var content = data.getSignedContent();
        if (content == null) return at.broken(new Unreadable("expected signed content but there is only a signature"));
        return Optional.of(signed(at, data, (byte[]) content.getContent()));
    }

    private Optional<Peeled> decrypted(Peeled at, ContentInfo info) {
        if (at.encrypted()) return at.broken(new Unreadable("expected one layer of encryption but there are more"));
        return switch (new Decrypting(keys.own()).open(info)) {
            case Decrypting.Result.Plain(var octets) -> inside(at, octets);
            case Decrypting.Result.NotForUs _ -> at.broken(new NotForUs());
            case Decrypting.Result.Failed _ -> garbled(at);
        };
    }

    /** A malformed content gives the same finding as a failed decryption, so that senders cannot tell them apart. */
    private static Optional<Peeled> inside(Peeled at, byte[] octets) {
        try {
            return Optional.of(at.decrypted(Part.parse(octets)));
        } catch (SyntaxException _) {
            return garbled(at);
        }
    }

    private static Optional<Peeled> garbled(Peeled at) {
        return at.broken(new Unreadable("it was altered, or encrypted in an unsupported way"));
    }

    private Peeled detached(Peeled at, MediaType type) throws CMSException {
        List<Part> parts = Multipart.read(type, at.content().body()).parts();
        if (parts.size() != 2
                || !Types.of(parts.getLast()).map(Types::signature).orElse(false))
            throw new SyntaxException(Types.SIGNED, "a part and its signature", parts.size() + " parts");
        byte[] covered = parts.getFirst().bytes();
        return signed(at, new CMSSignedData(new CMSProcessableByteArray(covered), octets(parts.getLast())), covered);
    }

    private Peeled signed(Peeled at, CMSSignedData data, byte[] covered) {
        if (at.signature().isPresent())
            throw new SyntaxException("signature", "one, by one signer", "another inside of it");
        return at.signed(new Signed(new Verifying(keys).check(data), Part.parse(covered)));
    }

    private static Optional<Peeled> cpim(Peeled at) {
        if (at.inCpim() || at.signature().isPresent()) return Optional.empty();
        Part inside = Part.parse(Part.parse(at.content().body()).body());
        boolean covered = Types.of(inside).map(Types::isProtected).orElse(false);
        return covered ? Optional.of(at.unwrapped(inside)) : Optional.empty();
    }

    /** The body of the part, decoded if it is in base64, which mail programs use (RFC 8551 §3.1.2). */
    private static byte[] octets(Part part) {
        boolean base64 = part.header("Content-Transfer-Encoding")
                .filter("base64"::equalsIgnoreCase)
                .isPresent();
        return base64 ? Base64.getMimeDecoder().decode(part.body()) : part.body();
    }
}
