package io.aldis.smime;

import io.aldis.agent.Protection;
import io.aldis.agent.Security;
import io.aldis.agent.Security.Finding;
import io.aldis.agent.Security.NotSigned;
import io.aldis.agent.Security.Signer;
import io.aldis.agent.Security.Unreadable;
import io.aldis.agent.Security.Verified;
import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.Aor;
import io.aldis.sip.SipDate;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/**
 * S/MIME for an agent (RFC 8591): signs with the first own key, encrypts for recipients on the keyring, decrypts with all own keys, and
 * verifies signatures.
 *
 * {@snippet :
 * var keys = KeyFiles.pem(Keys.NONE, key, certificate).trusting(KeyFiles.certificates(roots));
 * var smime = Smime.with(keys);
 * var agent = Agent.builder().address("sip:alice@example.com").protection(smime).open();
 * agent.send(Message.text("sip:bob@example.com", "Lunch?").signed());
 * }
 *
 * <p>The certificate of a verified signature is added to the keyring for its address, so that the answer can be encrypted. Another one for
 * the same address then gives {@link Security.ChangedCertificate} until {@link #accept}. The keyring is not stored; see {@link #keys()}.
 *
 * <p>Thread-safe. Each call computes with keys for about a millisecond.
 */
public final class Smime implements Protection {
    private static final int LARGEST = 1 << 20;
    /** KeyUsage keyEncipherment and keyAgreement (RFC 5280 §4.2.1.3). */
    private static final List<Integer> FOR_KEYS = List.of(2, 4);

    private final AtomicReference<Keyring> keyring;
    private final SmimeSettings settings;
    private final SignatureMemory memory;
    private final InstantSource clock;

    private Smime(Keyring keys, SmimeSettings settings, InstantSource clock) {
        this.keyring = new AtomicReference<>(keys);
        this.settings = settings;
        // A signature may be dated ahead by the window, and is not stale until the window after that.
        this.memory = new SignatureMemory(settings.window().multipliedBy(2).plusSeconds(1));
        this.clock = clock;
    }

    public static Smime with(Keyring keys) {
        return with(keys, SmimeSettings.DEFAULT);
    }

    public static Smime with(Keyring keys, SmimeSettings settings) {
        return new Smime(keys, settings, InstantSource.system());
    }

    /** With another clock, for tests. */
    public static Smime with(Keyring keys, SmimeSettings settings, InstantSource clock) {
        return new Smime(keys, settings, clock);
    }

    /** The current keyring, including the certificates added after verification. */
    public Keyring keys() {
        return keyring.get();
    }

    /** Changes the keyring atomically. @param how without side effects; may be called several times */
    public void change(UnaryOperator<Keyring> how) {
        keyring.updateAndGet(how);
    }

    /**
     * Adds a certificate that the user has confirmed by its fingerprint (RFC 3261 §23.2): from now on it is valid for that address, and
     * messages to the address are encrypted for it.
     */
    public void accept(Aor address, Signer signer) {
        change(keys -> keys.knowing(address, signer.certificate()));
    }

    // ---- sent

    @Override
    public Sealing seal(Part content, Wish wish, Envelope envelope) {
        try {
            Keyring keys = keyring.get();
            Part signed = wish == Wish.ENCRYPT ? content : sign(content, keys, envelope);
            return new Sealing.Sealed(wish == Wish.SIGN ? signed : encrypt(signed, keys, envelope));
        } catch (CMSException e) {
            return new Sealing.Impossible(String.valueOf(e.getMessage()));
        }
    }

    private Part sign(Part content, Keyring keys, Envelope envelope) throws CMSException {
        Keyring.Own own = keys.signing()
                .orElseThrow(() -> new CMSException("The keyring has no own key, so nothing can be signed"));
        Instant now = clock.instant();
        var expired = new CertificateTrust(List.of(), now).expired(own.certificate());
        if (expired.isPresent()) throw new CMSException(expired.get().sentence());
        Instant date = envelope.date().orElse(now);
        Part dated = content.with("Date", SipDate.text(date));
        var signing = new Signing(own, settings.attached());
        return settings.clear() ? signing.clear(dated, date) : signing.opaque(dated, date);
    }

    private Part encrypt(Part content, Keyring keys, Envelope envelope) throws CMSException {
        var encrypting = new Encrypting(List.of(recipient(keys, envelope)));
        return settings.oldPeers() ? encrypting.enveloped(content) : encrypting.authEnveloped(content);
    }

    /** The newest valid certificate of the recipient; without one nothing can be encrypted (RFC 3261 §23.3). */
    private X509Certificate recipient(Keyring keys, Envelope envelope) throws CMSException {
        var known = CertificateAddresses.address(envelope.to()).map(keys::of).orElse(List.of());
        var trust = new CertificateTrust(List.of(), clock.instant());
        return known.stream()
                .filter(certificate ->
                        trust.expired(certificate).isEmpty() && CertificateTrust.allows(certificate, FOR_KEYS))
                .findFirst()
                .orElseThrow(() -> new CMSException(
                        (known.isEmpty() ? "No certificate" : "No certificate that is good now") + " of "
                                + envelope.to().text() + " is on the keyring, so nothing can be encrypted for it"));
    }

    // ---- received

    @Override
    public boolean covers(MediaType type) {
        return Types.isProtected(type) || type.is(Types.CPIM);
    }

    @Override
    public Opened open(Part body, Envelope envelope) {
        if (body.bytes().length > LARGEST)
            return new Opened(body, new Security(false, new Unreadable("it has more than " + LARGEST + " octets")));
        Keyring keys = keyring.get();
        var peeled = new CmsUnwrapper(keys).peel(body);
        if (peeled.broken().isPresent())
            return new Opened(
                    body, new Security(peeled.encrypted(), peeled.broken().get()));
        Finding finding = peeled.signature()
                .map(signed -> judged(keys, peeled, signed, envelope))
                .orElseGet(NotSigned::new);
        return new Opened(peeled.content(), new Security(peeled.encrypted(), finding));
    }

    private Finding judged(Keyring keys, CmsUnwrapper.Peeled peeled, CmsUnwrapper.Signed signed, Envelope envelope) {
        return switch (signed.result()) {
            case Verifying.Result.Unsound(var why) -> why;
            case Verifying.Result.Sound sound -> {
                var claim = ClaimedSender.of(peeled, signed.entity(), sound.time(), envelope);
                Finding finding = new SignatureValidator(keys, memory, settings.window(), clock.instant())
                        .judge(sound, claim, envelope);
                if (finding instanceof Verified) claim.address().ifPresent(who -> learn(who, sound.signer()));
                yield finding;
            }
        };
    }

    private void learn(Aor who, X509Certificate certificate) {
        change(keys -> keys.learning(who, certificate));
    }

    // ---- capabilities

    @Override
    public List<String> accepts() {
        return List.of(Types.PKCS7, Types.SIGNED, Types.SIGNATURE);
    }

    @Override
    public Optional<Part> certificates() {
        return keyring.get().signing().map(Smime::certificates);
    }

    private static Part certificates(Keyring.Own own) {
        try {
            var generator = new CMSSignedDataGenerator();
            generator.addCertificates(new JcaCertStore(own.chain()));
            return Types.pkcs7(
                    "certs-only", generator.generate(new CMSAbsentContent()).getEncoded("DER"));
        } catch (CMSException | IOException | CertificateEncodingException e) {
            throw new IllegalStateException("A certificate was read from its encoding", e);
        }
    }

    /** The certificates in a certs-only body, such as that of a 493; empty when it is malformed. They are not verified: ask the user. */
    public static List<X509Certificate> offered(Part certsOnly) {
        return Verifying.offered(certsOnly.body());
    }
}
