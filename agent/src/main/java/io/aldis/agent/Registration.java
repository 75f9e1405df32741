package io.aldis.agent;

import io.aldis.sip.SipUri;
import io.aldis.sip.outbound.OwnGruus;
import java.time.Duration;
import java.util.Optional;

/** The outcome of an attempt to register our contact with the server (RFC 3261 §10). */
public sealed interface Registration {
    /** For people, in one line. */
    String sentence();

    /** The server has bound our contact to our address: requests for it reach this agent. */
    final class Bound implements Registration {
        private final SipUri contact;
        private final Duration expires;
        private final boolean outbound;
        private final OwnGruus gruus;

        public Bound(SipUri contact, Duration expires, boolean outbound, OwnGruus gruus) {
            this.contact = contact;
            this.expires = expires;
            this.outbound = outbound;
            this.gruus = gruus;
        }

        /** The contact that the server has bound to our address. */
        public SipUri contact() {
            return contact;
        }

        /** The granted lifetime; the agent refreshes well before its end. */
        public Duration expires() {
            return expires;
        }

        /** Whether all hops support the flow of the registration, and the agent keeps it alive (RFC 5626). */
        public boolean outbound() {
            return outbound;
        }

        /** GRUUs of this device, if the server assigns any (RFC 5627). */
        public OwnGruus gruus() {
            return gruus;
        }

        @Override
        public String sentence() {
            return "Registered as " + contact + " for " + expires.toSeconds() + " s";
        }

        @Override
        public String toString() {
            return sentence();
        }
    }

    /** The server has removed our contact, as we have asked: requests for our address no longer reach this agent. */
    record Unbound() implements Registration {
        @Override
        public String sentence() {
            return "Unregistered";
        }
    }

    /** The server refused: wrong password (401, 403), unknown user (404), … */
    final class Denied implements Registration {
        private final int status;
        private final String reason;
        private final Optional<Duration> retryAfter;

        public Denied(int status, String reason, Optional<Duration> retryAfter) {
            this.status = status;
            this.reason = reason;
            this.retryAfter = retryAfter;
        }

        public int status() {
            return status;
        }

        public String reason() {
            return reason;
        }

        public Optional<Duration> retryAfter() {
            return retryAfter;
        }

        @Override
        public String sentence() {
            return "Registration denied: " + status + ' ' + reason;
        }

        @Override
        public String toString() {
            return sentence();
        }
    }

    /** The server did not answer. */
    record Unheard(Failure failure) implements Registration {
        @Override
        public String sentence() {
            return "Registration not answered: " + failure.sentence();
        }
    }
}
