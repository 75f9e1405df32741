package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.util.Locale;
import java.util.Optional;

/** Where the desk sends a request (RFC 3261 §16.5). */
public sealed interface Destination {
    /** The server itself. */
    record Here() implements Destination {}

    /** The registrar of one of our domains, for this address. */
    record Registrar(Aor aor) implements Destination {}

    /** A user of one of our domains. */
    record User(Aor aor) implements Destination {}

    /**
     * One device of a user of ours, by a GRUU (RFC 5627).
     *
     * @param gr the instance in a public one, empty in a temporary one
     * @param mark what a temporary one was made for, empty in a public one
     */
    record Instance(Aor aor, String gr, String mark) implements Destination {
        public boolean lasting() {
            return mark.isEmpty();
        }

        /** The {@link Device#id} that a public one means. */
        public String id() {
            return '<' + gr.toLowerCase(Locale.ROOT) + '>';
        }
    }

    /** A device that we alone can reach, as a neighbour says who has read our token for it. */
    record Holding(Aor aor, SipUri contact) implements Destination {}

    /**
     * The next hop inside of a dialog that was made through us.
     *
     * @param flow the {@link io.aldis.net.Flow#id} of the connection that leads there, empty when that is gone; absent when none was noted
     * @param instance whose device the Request-URI is, when it is a GRUU and others stand between
     */
    record Hop(SipUri next, Optional<String> flow, Optional<Instance> instance) implements Destination {}

    /**
     * Another domain, or a machine elsewhere, to be found by DNS.
     *
     * @param uri what the Request-URI becomes
     * @param inbox whether it was an im: URI, whose domain is looked up as such (RFC 3861)
     * @param configured whether the operator has named it, so that it may be where senders may not have us send ({@link Forbidden})
     */
    record Abroad(SipUri uri, boolean inbox, boolean configured) implements Destination {}
}
