package io.aldis.agent;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Result of the end-to-end protection of a message (RFC 3428 §11): whether it was encrypted, and whose signature was verified. No result
 * hides a message; a program shows {@link #sentence()} beside it.
 *
 * @param encrypted whether only we, of all hops, could read it
 * @param finding about its signature
 */
public record Security(boolean encrypted, Finding finding) {
    /** No encryption and no signature. */
    public static final Security NONE = new Security(false, new NotSigned());

    /**
     * The address that is proved to have written the content, and only that one: it may differ from From, when a gateway forwarded a signed
     * message/cpim (RFC 3428 §11.5). Empty when nothing is proved.
     */
    public Optional<String> verifiedAs() {
        return finding instanceof Verified verified ? Optional.of(verified.address()) : Optional.empty();
    }

    /** Whether the content could be opened; if not, it is delivered as received. */
    public boolean readable() {
        return !(finding instanceof NotForUs || finding instanceof Unreadable);
    }

    /** For people: "Encrypted. Signed by sip:alice@example.com". */
    public String sentence() {
        return encrypted ? "Encrypted. " + finding.sentence() : finding.sentence();
    }

    /** Result of the verification of a signature. Only {@link Verified} proves an address. */
    public sealed interface Finding {
        /** For people. Contains no secret. */
        String sentence();
    }

    /**
     * The signer, as the certificate says.
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
     * It was signed by the holder of a trusted certificate that names this address, and arrived in time.
     *
     * @param signedAt by the signer's clock
     */
    public record Verified(Signer signer, String address, Instant signedAt) implements Finding {
        @Override
        public String sentence() {
            return "Signed by " + address;
        }
    }

    /** The content was changed after it was signed, or the signature does not match its certificate. */
    public record BadSignature(Optional<Signer> signer, String why) implements Finding {
        @Override
        public String sentence() {
            return "Bad signature: " + why;
        }
    }

    /** The certificate was not issued by a trusted authority, or it is missing. The signer is present when the certificate is. */
    public record UnknownSigner(Optional<Signer> signer, String why) implements Finding {
        @Override
        public String sentence() {
            return "Signed by somebody we do not know"
                    + signer.map(known -> ", who claims to be " + known).orElse("") + ": " + why;
        }
    }

    /** The certificate is valid and names another address than that of the sender. */
    public record WrongIdentity(Signer signer, String claimed) implements Finding {
        @Override
        public String sentence() {
            return "It claims to be from " + claimed + " but was signed by " + signer;
        }
    }

    /**
     * The certificate is valid, but not the one that this address had before (RFC 3261 §23.2): the holder has a new one, or another party
     * has obtained one in the holder's name.
     *
     * @param before fingerprint of the known one
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

    /** The signature is valid, but the date is not: perhaps a replay (RFC 3428 §11.4), perhaps a message that was stored. */
    public record Stale(Signer signer, Optional<Instant> signedAt, String why) implements Finding {
        @Override
        public String sentence() {
            return "Signed by " + signer + ", " + why;
        }
    }

    /** The signature is valid, but the same one was received before. */
    public record Replayed(Signer signer, Instant signedAt) implements Finding {
        @Override
        public String sentence() {
            return "A replay of what " + signer + " signed at " + signedAt;
        }
    }

    /** Encrypted for other keys than ours. */
    public record NotForUs() implements Finding {
        @Override
        public String sentence() {
            return "Encrypted for a key that is not ours";
        }
    }

    /** It is declared as protected, and cannot be opened. */
    public record Unreadable(String why) implements Finding {
        @Override
        public String sentence() {
            return "Cannot be opened: " + why;
        }
    }
}
