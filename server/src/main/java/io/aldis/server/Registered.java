package io.aldis.server;

import java.util.List;

/**
 * The bindings of one address in a store.
 *
 * @param bindings in their order
 * @param version of this set: higher than that of the set before it; 0 when there was none. In a store that no other server writes it is one higher, and 0 for
 *     an empty set
 */
public record Registered(List<Binding> bindings, long version) {
    public static final Registered NOTHING = new Registered(List.of(), 0);

    public Registered {
        bindings = List.copyOf(bindings);
    }
}
