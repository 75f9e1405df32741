package io.aldis.server;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import io.aldis.sip.Uri;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about each MESSAGE that passes the server: after authentication and the rules of the recipient, before the recipient's devices are looked
 * up. It decides once: a message that is stored is not decided about again when it is delivered.
 *
 * <p>Each call is made on a virtual thread of its own, for several messages at the same time. It may wait, for example for a database or an HTTP
 * server, and is interrupted at its deadline.
 */
@FunctionalInterface
public interface MessagePolicy {
    /** @throws Exception when it cannot decide: {@link Limited#otherwise} holds */
    Decision decide(Message message) throws Exception;

    /**
     * A message to decide about, as changed by the policies before this one.
     *
     * @param request its bytes must not be modified
     * @param sender the address of the account that has authenticated, else that in From
     * @param authenticated whether the sender is an account of this server that has authenticated; else From is unverified
     * @param recipient the Request-URI
     * @param source where it was received from
     */
    record Message(SipRequest request, String sender, boolean authenticated, Uri recipient, InetSocketAddress source) {}

    /**
     * A policy with its limits.
     *
     * @param name for logs and the trail
     * @param deadline how long a decision may take
     * @param otherwise what holds when it takes longer or fails
     */
    record Limited(String name, MessagePolicy policy, Duration deadline, Decision otherwise) {
        /** 2 s, then 503: nothing passes without a decision. */
        public Limited(String name, MessagePolicy policy) {
            this(name, policy, Duration.ofSeconds(2), Decision.refuse(503, "No decision about this message"));
        }

        public Limited {
            if (name.isBlank()) throw new IllegalArgumentException("policy: expected a name but it is empty");
            if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(Duration.ofSeconds(20)) > 0)
                throw new IllegalArgumentException("policy " + name
                        + ": expected a deadline of more than 0 and at most 20 s, in which the sender still waits, but was "
                        + deadline);
        }
    }

    /** What becomes of a message. */
    sealed interface Decision {
        /** It goes on unchanged. */
        static Decision pass() {
            return new Pass();
        }

        /**
         * The sender gets this response.
         *
         * @param code 400 to 699
         * @param reason one line; a part of the response
         */
        static Decision refuse(int code, String reason) {
            return new Refuse(Status.of(code, reason));
        }

        /** It is discarded, and the sender is told 202. */
        static Decision drop() {
            return new Drop();
        }

        /** It goes on with another body. @param type value of Content-Type */
        static Change content(String type, byte[] body) {
            return new Change(Optional.of(new Content(type, body.clone())), List.of());
        }

        /** It goes on with one more header. */
        static Change header(String name, String value) {
            return new Change(Optional.empty(), List.of()).andHeader(name, value);
        }
    }

    record Pass() implements Decision {}

    record Drop() implements Decision {}

    record Refuse(Status status) implements Decision {
        public Refuse {
            if (status.code() < 400 || status.code() > 699)
                throw new IllegalArgumentException(
                        "refusal of a policy: expected a code from 400 to 699 but was " + status.code());
        }
    }

    /**
     * A new body. Content-Encoding, Content-Disposition and Content-Language of the old one are removed.
     *
     * @param type value of Content-Type
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Content(String type, byte[] body) {
        /** Octets. */
        public static final int LONGEST = 1 << 20;

        public Content {
            oneLine("Content-Type", type);
            if (body.length > LONGEST)
                throw new IllegalArgumentException(
                        "body: expected at most " + LONGEST + " octets but there are " + body.length);
        }
    }

    /**
     * The message goes on with these changes.
     *
     * @param headers added at the end
     */
    record Change(Optional<Content> content, List<Field> headers) implements Decision {
        /** Headers of the protocol itself, which the server sets. */
        private static final Set<HeaderName> OF_THE_PROTOCOL = Set.of(
                HeaderName.VIA,
                HeaderName.FROM,
                HeaderName.TO,
                HeaderName.CALL_ID,
                HeaderName.CSEQ,
                HeaderName.MAX_FORWARDS,
                HeaderName.MAX_BREADTH,
                HeaderName.CONTACT,
                HeaderName.ROUTE,
                HeaderName.RECORD_ROUTE,
                HeaderName.CONTENT_LENGTH,
                HeaderName.CONTENT_TYPE,
                HeaderName.CONTENT_ENCODING,
                HeaderName.CONTENT_DISPOSITION,
                HeaderName.CONTENT_LANGUAGE,
                HeaderName.AUTHORIZATION,
                HeaderName.PROXY_AUTHORIZATION,
                HeaderName.REQUIRE,
                HeaderName.PROXY_REQUIRE,
                HeaderName.DATE,
                HeaderName.EXPIRES,
                HeaderName.PRIVACY,
                HeaderName.IDENTITY,
                HeaderName.P_ASSERTED_IDENTITY,
                HeaderName.P_PREFERRED_IDENTITY);

        public Change {
            headers = List.copyOf(headers);
            for (Field field : headers) {
                if (OF_THE_PROTOCOL.contains(field.name()))
                    throw new IllegalArgumentException(
                            "header: a policy cannot add " + field.name().text() + ", which the server sets");
                oneLine(field.name().text(), field.value());
            }
        }

        /** The same with one more header. */
        public Change andHeader(String name, String value) {
            var more = new ArrayList<>(headers);
            more.add(new Field(HeaderName.of(name), value));
            return new Change(content, more);
        }
    }

    private static void oneLine(String name, String value) {
        if (!Token.oneLine(value)) throw new SyntaxException(name, "one line", value);
    }
}
