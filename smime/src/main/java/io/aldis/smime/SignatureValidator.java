package io.aldis.smime;

import io.aldis.agent.Protection.Envelope;
import io.aldis.agent.Security.ChangedCertificate;
import io.aldis.agent.Security.Finding;
import io.aldis.agent.Security.Replayed;
import io.aldis.agent.Security.Signer;
import io.aldis.agent.Security.Stale;
import io.aldis.agent.Security.Verified;
import io.aldis.agent.Security.WrongIdentity;
import io.aldis.sip.Aor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Assesses a valid signature. The checks, in this order: its certificate is trusted, contains the sender's address, and is not another one
 * than the sender had before; the signed date is recent; the signature was not seen before. The first that fails is the finding. For a
 * certificate on the keyring of the sender's address only the validity period replaces the first three checks.
 *
 * @param window maximum difference between the signed date and the local clock, or the Date header (RFC 3428 §11.4)
 */
record SignatureValidator(Keyring keys, SignatureMemory memory, Duration window, Instant now) {

    Finding judge(Verifying.Result.Sound sound, ClaimedSender claim, Envelope envelope) {
        return against(sound, claim)
                .or(() -> late(CertificateAddresses.signer(sound.signer()), claim, envelope))
                .or(() -> repeated(sound, claim))
                .orElseGet(() -> new Verified(
                        CertificateAddresses.signer(sound.signer()),
                        claim.text(),
                        claim.date().orElse(now)));
    }

    private Optional<Finding> against(Verifying.Result.Sound sound, ClaimedSender claim) {
        var trust = new CertificateTrust(keys.roots(), now);
        X509Certificate certificate = sound.signer();
        List<X509Certificate> known = claim.address().map(keys::of).orElse(List.of());
        if (known.contains(certificate)) return trust.expired(certificate);
        return trust.against(certificate, sound.others())
                .or(() -> wrong(certificate, claim))
                .or(() -> changed(certificate, known, claim));
    }

    private static Optional<Finding> wrong(X509Certificate certificate, ClaimedSender claim) {
        List<Aor> named = CertificateAddresses.of(certificate);
        boolean right = claim.address().map(named::contains).orElse(false);
        return right
                ? Optional.empty()
                : Optional.of(new WrongIdentity(CertificateAddresses.signer(certificate), claim.text()));
    }

    private static Optional<Finding> changed(
            X509Certificate certificate, List<X509Certificate> known, ClaimedSender claim) {
        if (known.isEmpty()) return Optional.empty();
        String before = CertificateAddresses.fingerprint(known.getFirst());
        return Optional.of(new ChangedCertificate(CertificateAddresses.signer(certificate), claim.text(), before));
    }

    private Optional<Finding> late(Signer signer, ClaimedSender claim, Envelope envelope) {
        if (claim.date().isEmpty()) return stale(signer, claim, "without a date that the signature covers");
        Instant signed = claim.date().get();
        if (far(signed, now)) return stale(signer, claim, "dated " + signed + ", but received at " + now);
        return envelope.date()
                .filter(outside -> far(signed, outside))
                .flatMap(outside -> stale(signer, claim, "dated " + signed + ", but its Date header says " + outside));
    }

    private static Optional<Finding> stale(Signer signer, ClaimedSender claim, String why) {
        return Optional.of(new Stale(signer, claim.date(), why));
    }

    private boolean far(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(window) > 0;
    }

    private Optional<Finding> repeated(Verifying.Result.Sound sound, ClaimedSender claim) {
        return memory.before(sound.mark(), now)
                .map(_ -> new Replayed(
                        CertificateAddresses.signer(sound.signer()),
                        claim.date().orElse(now)));
    }
}
