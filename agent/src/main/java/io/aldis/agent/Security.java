package io.aldis.agent;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found about the end-to-end protection of a message (RFC 3428 §11): whether it was secret on its way, and whose
 * signature was verified. Nothing here stops a message from being shown; a program shows {@link #sentence()} beside it.
 *
 * @param encrypted whether only we, among those on the way, could read it
 * @param finding about its signature
 */
public record Security(boolean encrypted, Finding finding) {
    /** A message as most are. */
    public static final Security NONE = new Security(false, new NotSigned());

    /**
     * The address that is proved to have written the content, and only that one: it may be another than From, when a gateway passed
     * a signed message/cpim on (RFC 3428 §11.5). Empty when nothing is proved.
     */
    public Optional<String> verifiedAs() {
        return finding instanceof Verified verified ? Optional.of(verified.address()) : Optional.empty();
    }

    /** Whether the content could be opened; what cannot be is handed over as it came. */
    public boolean readable() {
        return !(finding instanceof NotForUs || finding instanceof Unreadable);
    }

    /** For people: "Encrypted. Signed by sip:alice@example.com". */
    public String sentence() {
        return encrypted ? "Encrypted. " + finding.sentence() : finding.sentence();
    }

    /** What was found about a signature. Only {@link Verified} proves anything. */
    public sealed interface Finding {
        /** For people. Says no secret. */
        String sentence();
    }

    /**
     * Who signed, as the certificate says.
     *
     * @param subject the holder's name in the certificate
     * @param issuer of the certificate
     * @param addresses the URIs that the certificate names, as they are written there
     * @param fingerprint SHA-256 over the certificate in hex, for people to compare
     */
    public record Signer(
            String subject, String issuer, List<String> addresses, String fingerprint, X509Certificate certificate) {
        public Signer {
            addresses = List.copyOf(addresses);
        }

        @Override
        public String toString() {
            return (addresses.isEmpty() ? subject : String.join(", ", addresses)) + " (certificate " + fingerprint
                    + ", issued by " + issuer + ')';
        }
    }

    /** It carries no signature. */
    public record NotSigned() implements Finding {
        @Override
        public String sentence() {
            return "Not signed";
        }
    }

    /**
     * It was signed by the holder of a certificate that we trust and that names this address, and came in time.
     *
     * @param signedAt by the signer's clock
     */
    public record Verified(Signer signer, String address, Instant signedAt) implements Finding {
        @Override
        public String sentence() {
            return "Signed by " + address;
        }
    }

    /** It is not what was signed, or the signature is not that of its certificate. */
    public record BadSignature(Optional<Signer> signer, String why) implements Finding {
        @Override
        public String sentence() {
            return "Bad signature: " + why;
        }
    }

    /** The certificate was not issued by an authority that we trust, or it is missing. The signer is there when the certificate is. */
    public record UnknownSigner(Optional<Signer> signer, String why) implements Finding {
        @Override
        public String sentence() {
            return "Signed by somebody we do not know"
                    + signer.map(known -> ", who claims to be " + known).orElse("") + ": " + why;
        }
    }

    /** The certificate is in order and names another address than that of the sender. */
    public record WrongIdentity(Signer signer, String claimed) implements Finding {
        @Override
        public String sentence() {
            return "It claims to be from " + claimed + " but was signed by " + signer;
        }
    }

    /**
     * The certificate is in order, but not the one that this address had before (RFC 3261 §23.2): the holder has a new one, or somebody
     * else has got one in the holder's name.
     *
     * @param before fingerprint of the one that we know
     */
    public record ChangedCertificate(Signer signer, String address, String before) implements Finding {
        @Override
        public String sentence() {
            return "The certificate of " + address + " has changed from " + before + " to " + signer.fingerprint()
                    + ": this may be an attack";
        }
    }

    /** Signed outside of the time for which the certificate was issued, by our clock. */
    public record ExpiredCertificate(Signer signer, Instant from, Instant until) implements Finding {
        @Override
        public String sentence() {
            return "Signed with a certificate that is good from " + from + " until " + until + ": " + signer;
        }
    }

    /** All is in order but the date: perhaps a replay (RFC 3428 §11.4), perhaps a message that was stored. */
    public record Stale(Signer signer, Optional<Instant> signedAt, String why) implements Finding {
        @Override
        public String sentence() {
            return "Signed by " + signer + ", " + why;
        }
    }

    /** All is in order, but this very signature has been here before. */
    public record Replayed(Signer signer, Instant signedAt) implements Finding {
        @Override
        public String sentence() {
            return "A repetition of what " + signer + " signed at " + signedAt;
        }
    }

    /** Encrypted, and for none of our keys. */
    public record NotForUs() implements Finding {
        @Override
        public String sentence() {
            return "Encrypted for a key that is not ours";
        }
    }

    /** It says that it is protected, and cannot be opened. */
    public record Unreadable(String why) implements Finding {
        @Override
        public String sentence() {
            return "Cannot be opened: " + why;
        }
    }
}
