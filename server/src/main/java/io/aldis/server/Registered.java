package io.aldis.server;

import java.util.List;

/**
 * The bindings of one address in a store.
 *
 * @param bindings in their order
 * @param version of this set: the address has had no other set with it. In a store that several servers share, a higher one is newer. 0 when nothing
 *     was written
 */
public record Registered(List<Binding> bindings, long version) {
    public static final Registered NOTHING = new Registered(List.of(), 0);

    public Registered {
        bindings = List.copyOf(bindings);
    }
}
