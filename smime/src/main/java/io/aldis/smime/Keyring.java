package io.aldis.smime;

import io.aldis.sip.Aor;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A keyring (RFC 3261 §23.1): the own keys, the certificates of others by their address-of-record, and the trusted root certificates.
 * Immutable: methods that add something return a new one. {@link #toString} contains no secret.
 *
 * <p>The user, or an earlier verification, has confirmed the certificates of others: they are valid for their address, whatever their issuer.
 * Those of the user come before those of verifications, and are never dropped to make room for them.
 */
public final class Keyring {
    /** The empty keyring: signatures are checked, but every signer is unknown. */
    public static final Keyring NONE = new Keyring(List.of(), new LinkedHashMap<>(), new LinkedHashMap<>(), List.of());
    /** Limit on addresses, for each of both maps; the one added first is dropped for one more. */
    private static final int MOST_KNOWN = 10_000;
    /** Limit on the certificates of one address; the oldest is dropped for one more. */
    private static final int MOST_EACH = 4;

    private final List<Own> own;
    /** Added by the user. */
    private final SequencedMap<Aor, List<X509Certificate>> known;
    /** Added after a verification. */
    private final SequencedMap<Aor, X509Certificate> learned;

    private final List<X509Certificate> roots;

    /**
     * An own key with its certificate chain.
     *
     * @param chain the own certificate first
     */
    record Own(PrivateKey key, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.getFirst();
        }

        @Override
        public String toString() {
            return CertificateAddresses.fingerprint(certificate());
        }
    }

    private Keyring(
            List<Own> own,
            SequencedMap<Aor, List<X509Certificate>> known,
            SequencedMap<Aor, X509Certificate> learned,
            List<X509Certificate> roots) {
        this.own = own;
        this.known = known;
        this.learned = learned;
        this.roots = roots;
    }

    /**
     * With an own key. The first one added signs; all of them decrypt.
     *
     * @param chain the own certificate first, then its issuers without the root
     * @throws IllegalArgumentException when the chain is empty
     */
    public Keyring own(PrivateKey key, List<X509Certificate> chain) {
        if (chain.isEmpty()) throw new IllegalArgumentException("Own key: expected its certificate but there is none");
        return new Keyring(joined(own, new Own(key, List.copyOf(chain))), known, learned, roots);
    }

    /** With a trusted root certificate. */
    public Keyring trusting(X509Certificate root) {
        return new Keyring(own, known, learned, joined(roots, root));
    }

    /** With several trusted root certificates. */
    public Keyring trusting(Collection<X509Certificate> more) {
        return new Keyring(
                own,
                known,
                learned,
                Stream.concat(roots.stream(), more.stream()).toList());
    }

    /**
     * With the certificate of another user, for the addresses in it.
     *
     * @throws IllegalArgumentException when its subjectAltName has no sip:, sips: or im: URI with a user
     */
    public Keyring knowing(X509Certificate other) {
        List<Aor> addresses = CertificateAddresses.of(other);
        if (addresses.isEmpty())
            throw new IllegalArgumentException("Certificate: expected a sip: or im: URI in its subjectAltName, but "
                    + other.getSubjectX500Principal().getName() + " has " + CertificateAddresses.written(other));
        Keyring more = this;
        for (Aor address : addresses) more = more.knowing(address, other);
        return more;
    }

    /**
     * With the certificate of another user, for that address, whatever addresses it contains. It comes first, also when it was known before:
     * messages are encrypted for it. Earlier ones of the address stay valid.
     */
    public Keyring knowing(Aor address, X509Certificate other) {
        var more = new LinkedHashMap<>(known);
        var all = new ArrayList<>(more.getOrDefault(address, List.of()));
        all.remove(other);
        all.addFirst(other);
        more.put(address, List.copyOf(all.subList(0, Math.min(all.size(), MOST_EACH))));
        if (more.size() > MOST_KNOWN) more.pollFirstEntry();
        return new Keyring(own, more, learned, roots);
    }

    /** With the certificate of a verified signature, for the address of its sender; the same keyring when it has it for that address. */
    Keyring learning(Aor address, X509Certificate other) {
        if (of(address).contains(other)) return this;
        var more = new LinkedHashMap<>(learned);
        more.put(address, other);
        if (more.size() > MOST_KNOWN) more.pollFirstEntry();
        return new Keyring(own, known, more, roots);
    }

    List<Own> own() {
        return own;
    }

    Optional<Own> signing() {
        return own.stream().findFirst();
    }

    /** The certificates of that address: those of the user, the one added last first, then that of a verification. */
    List<X509Certificate> of(Aor address) {
        return Stream.concat(
                        known.getOrDefault(address, List.of()).stream(),
                        Optional.ofNullable(learned.get(address)).stream())
                .distinct()
                .limit(MOST_EACH)
                .toList();
    }

    Stream<X509Certificate> everybody() {
        return Stream.concat(
                Stream.concat(known.values().stream().flatMap(List::stream), learned.values().stream()),
                own.stream().map(Own::certificate));
    }

    List<X509Certificate> roots() {
        return roots;
    }

    private static <T> List<T> joined(List<T> list, T more) {
        return Stream.concat(list.stream(), Stream.of(more)).toList();
    }

    private Set<Aor> addresses() {
        return Stream.concat(known.keySet().stream(), learned.keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String toString() {
        return "own keys: " + own + ", known: " + addresses() + ", roots: " + roots.size();
    }
}
