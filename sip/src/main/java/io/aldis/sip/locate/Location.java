package io.aldis.sip.locate;

import java.util.List;

/** Result of locating a server: the next hops for a request, or none. */
public sealed interface Location {
    /** The next hops in the order in which they are to be tried, each after the failure of the one before (RFC 3263 §4.3). */
    record Hops(List<NextHop> all) implements Location {
        public Hops {
            all = List.copyOf(all);
            if (all.isEmpty()) throw new IllegalArgumentException("hops: expected at least one");
        }
    }

    /**
     * There is no next hop.
     *
     * @param sentence what was looked up and not found, for error messages: it follows "No way to sip:bob@example.com: "
     * @param forNow whether the failure is temporary: the DNS did not answer
     */
    record Nowhere(String sentence, boolean forNow) implements Location {}
}
