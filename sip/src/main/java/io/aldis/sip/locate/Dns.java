package io.aldis.sip.locate;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * The DNS queries of server location. Names have no dot at their end and any case; CNAMEs are followed, except by {@link #alias}. Methods
 * may block and throw nothing: a name without such records and a query without answer are return values.
 */
public interface Dns {
    /** In the order of the DNS answer; the caller sorts them. */
    Answer<Naptr> naptr(String name);

    Answer<Srv> srv(String name);

    /** All addresses of a host, of both families (RFC 7984 §3.1), in the order of preference of the system. */
    Answer<InetAddress> addresses(String name);

    /** The target of this name's CNAME: one step, not the end of the chain. */
    Answer<String> alias(String name);

    /** Result of a query. */
    sealed interface Answer<T> {
        /**
         * At least one record.
         *
         * @param ttl how long they are valid
         */
        record Records<T>(List<T> all, Duration ttl) implements Answer<T> {
            public Records {
                all = List.copyOf(all);
                if (all.isEmpty()) throw new IllegalArgumentException("records: expected at least one");
            }
        }

        /**
         * There is no such name, or it has no such records.
         *
         * @param ttl how long that is valid
         */
        record Nothing<T>(Duration ttl) implements Answer<T> {}

        /**
         * The query got no answer.
         *
         * @param why the reason, for logs and error messages
         */
        record Failed<T>(String why) implements Answer<T> {}

        /** The records, or none. */
        default List<T> orNone() {
            return this instanceof Records<T>(List<T> all, Duration ignored) ? all : List.of();
        }
    }

    /**
     * A naming authority pointer (RFC 3403 §4.1).
     *
     * @param replacement a name; empty for the root, which means that the regular expression is used
     */
    record Naptr(int order, int preference, String flags, String services, String regexp, String replacement) {}

    /**
     * The location of a service (RFC 2782).
     *
     * @param target a name; empty for the root, which means that there is no such service
     */
    record Srv(int priority, int weight, int port, String target) {}
}
