package io.aldis.sip.locate;

import java.util.List;

/** Where a request can go. */
public sealed interface Location {
    /** The next hops in the order in which they are to be tried, each after the failure of the one before (RFC 3263 §4.3). */
    record Hops(List<NextHop> all) implements Location {
        public Hops {
            all = List.copyOf(all);
            if (all.isEmpty()) throw new IllegalArgumentException("hops: expected at least one");
        }
    }

    /**
     * There is no way.
     *
     * @param sentence what was looked for and not found, for people: it follows "No way to sip:bob@example.com: "
     * @param forNow whether the DNS did not answer, so that it may be otherwise in a moment
     */
    record Nowhere(String sentence, boolean forNow) implements Location {}
}
