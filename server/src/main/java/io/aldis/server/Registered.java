package io.aldis.server;

import java.util.List;

/**
 * The bindings of one address in a store.
 *
 * @param bindings in their order
 * @param version a higher one is newer; 0 in a store that no other server writes
 */
public record Registered(List<Binding> bindings, long version) {
    public static final Registered NOTHING = new Registered(List.of(), 0);

    public Registered {
        bindings = List.copyOf(bindings);
    }
}
