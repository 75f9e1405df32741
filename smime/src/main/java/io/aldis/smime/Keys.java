package io.aldis.smime;

import io.aldis.sip.Aor;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * A keyring (RFC 3261 §23.1): our own key, the certificates of others by their address-of-record, and whom we trust to vouch for more.
 * Immutable; {@code withers} answer a new one. Its text says no secret.
 *
 * <p>The certificates of others are the user's own word: they are good for their address whoever issued them.
 */
public final class Keys {
    /** Without anything: signatures are read, and nobody is known. */
    public static final Keys NONE = new Keys(List.of(), new LinkedHashMap<>(), List.of());
    /** So many addresses; the one that came first is forgotten for one more. */
    private static final int MOST_KNOWN = 10_000;
    /** Old and new certificates of one address. */
    private static final int MOST_EACH = 4;

    private final List<Own> own;
    private final SequencedMap<Aor, List<X509Certificate>> known;
    private final List<X509Certificate> roots;

    /**
     * A key of ours with its certificate, and those that vouch for it.
     *
     * @param chain our certificate first
     */
    record Own(PrivateKey key, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.getFirst();
        }

        @Override
        public String toString() {
            return Identities.fingerprint(certificate());
        }
    }

    private Keys(List<Own> own, SequencedMap<Aor, List<X509Certificate>> known, List<X509Certificate> roots) {
        this.own = own;
        this.known = known;
        this.roots = roots;
    }

    /**
     * With a key of ours. The first one signs; each of them opens.
     *
     * @param chain our certificate first, then those that vouch for it, without the root
     * @throws IllegalArgumentException when there is no certificate
     */
    public Keys own(PrivateKey key, List<X509Certificate> chain) {
        if (chain.isEmpty()) throw new IllegalArgumentException("Own key: expected its certificate but there is none");
        return new Keys(joined(own, new Own(key, List.copyOf(chain))), known, roots);
    }

    /** With somebody who may vouch for others: a root certificate. */
    public Keys trusting(X509Certificate root) {
        return new Keys(own, known, joined(roots, root));
    }

    /** As {@link #trusting(X509Certificate)}, for several. */
    public Keys trusting(Collection<X509Certificate> more) {
        return new Keys(own, known, Stream.concat(roots.stream(), more.stream()).toList());
    }

    /**
     * With the certificate of somebody else, for the addresses in it.
     *
     * @throws IllegalArgumentException when it names no SIP address
     */
    public Keys knowing(X509Certificate other) {
        List<Aor> addresses = Identities.of(other);
        if (addresses.isEmpty())
            throw new IllegalArgumentException("Certificate: expected a sip: or im: URI in its subjectAltName, but "
                    + other.getSubjectX500Principal().getName() + " has " + Identities.written(other));
        Keys more = this;
        for (Aor address : addresses) more = more.knowing(address, other);
        return more;
    }

    /** With the certificate of somebody else, for that address, whatever it says itself. It stands beside those that are known. */
    public Keys knowing(Aor address, X509Certificate other) {
        var more = new LinkedHashMap<>(known);
        var before = more.getOrDefault(address, List.of());
        if (before.contains(other)) return this;
        var all = new ArrayList<>(before);
        all.addFirst(other);
        more.put(address, List.copyOf(all.subList(0, Math.min(all.size(), MOST_EACH))));
        if (more.size() > MOST_KNOWN) more.pollFirstEntry();
        return new Keys(own, more, roots);
    }

    List<Own> own() {
        return own;
    }

    Optional<Own> signing() {
        return own.stream().findFirst();
    }

    /** The certificates of that address, the newest word first. */
    List<X509Certificate> of(Aor address) {
        return known.getOrDefault(address, List.of());
    }

    Stream<X509Certificate> everybody() {
        return Stream.concat(
                known.values().stream().flatMap(List::stream), own.stream().map(Own::certificate));
    }

    List<X509Certificate> roots() {
        return roots;
    }

    private static <T> List<T> joined(List<T> list, T more) {
        return Stream.concat(list.stream(), Stream.of(more)).toList();
    }

    @Override
    public String toString() {
        return "keys of ours: " + own + ", known: " + Map.copyOf(known).keySet() + ", roots: " + roots.size();
    }
}
