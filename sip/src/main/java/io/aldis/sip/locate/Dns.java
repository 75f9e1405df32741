package io.aldis.sip.locate;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What the location rules ask of the DNS. Names come without the dot at their end, in any case; CNAMEs on the way to the records asked
 * for are followed. Methods may wait, and throw nothing: a name that has no such records and a question that got no answer are values.
 */
public interface Dns {
    /** In the order of the answer: sorting them is the business of the one who asks. */
    Answer<Naptr> naptr(String name);

    Answer<Srv> srv(String name);

    /** All addresses of a machine, of both families (RFC 7984 §3.1), those first that the system would try first. */
    Answer<InetAddress> addresses(String name);

    /** The name that this one is an alias of, if it is one: one step, not the end of the chain. */
    Answer<String> alias(String name);

    /** What the DNS said. */
    sealed interface Answer<T> {
        /**
         * At least one record.
         *
         * @param ttl how long they hold
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
         * @param ttl how long that holds
         */
        record Nothing<T>(Duration ttl) implements Answer<T> {}

        /**
         * The question got no answer.
         *
         * @param why for people
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
     * @param replacement a name, empty for the root, which says that the regular expression is meant
     */
    record Naptr(int order, int preference, String flags, String services, String regexp, String replacement) {}

    /**
     * The location of a service (RFC 2782).
     *
     * @param target a name, empty for the root, which says that there is no such service
     */
    record Srv(int priority, int weight, int port, String target) {}
}
