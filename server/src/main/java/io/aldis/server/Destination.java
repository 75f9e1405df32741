package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.util.Locale;
import java.util.Optional;

/** The destination that validation finds for a request (RFC 3261 §16.5). */
public sealed interface Destination {
    /** The local address that the request is for, whether it has an account or not; absent when it is for none, or no user's. */
    default Optional<Aor> recipient() {
        return switch (this) {
            case User(Aor aor) -> Optional.of(aor);
            case Instance(Aor aor, String _, String _) -> Optional.of(aor);
            case Here _, Registrar _, Holding _, Hop _, Abroad _ -> Optional.empty();
        };
    }

    /** The server itself. */
    record Here() implements Destination {}

    /** The registrar of a local domain, for this address. */
    record Registrar(Aor aor) implements Destination {}

    /** A user of a local domain. */
    record User(Aor aor) implements Destination {}

    /**
     * One device of a local user, addressed by a GRUU (RFC 5627).
     *
     * @param gr the instance in a public one, empty in a temporary one
     * @param mark hash of device and Call-ID that a temporary one was made for, empty in a public one
     */
    record Instance(Aor aor, String gr, String mark) implements Destination {
        public boolean lasting() {
            return mark.isEmpty();
        }

        /** The {@link Device#id} that a public GRUU names. */
        public String id() {
            return '<' + gr.toLowerCase(Locale.ROOT) + '>';
        }
    }

    /** A device that only this server can reach: a server that shares the store has sent the request with the {@link FlowTokens} token for it. */
    record Holding(Aor aor, SipUri contact) implements Destination {}

    /**
     * The next hop inside of a dialog whose first request passed this server.
     *
     * @param flow the {@link io.aldis.net.Flow#id} of the connection to that hop, empty when it belongs to an earlier process; absent when none was
     *     recorded
     * @param instance the device of the Request-URI, when that is a GRUU and other hops precede it
     */
    record Hop(SipUri next, Optional<String> flow, Optional<Instance> instance) implements Destination {}

    /**
     * Another domain or another host, to be found by DNS.
     *
     * @param uri the new Request-URI
     * @param inbox whether it was an im: URI, whose domain is looked up as such (RFC 3861)
     * @param configured whether the operator has configured it, so that it may be in networks that are {@link Forbidden} to senders
     */
    record Abroad(SipUri uri, boolean inbox, boolean configured) implements Destination {}
}
