package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.Aor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where the devices of an address-of-record are, from memory. For the event loop. */
public interface Locations {
    /** The bindings that have not expired. */
    List<Binding> bindings(Aor aor);

    /** Those of them that came over a connection to us which is gone: where they are now nobody knows, unless they listen there. */
    List<Binding> unconnected(Aor aor);

    /** Whether the device of that binding has been {@linkplain #silent silent} since it was set. */
    boolean isSilent(Aor aor, Binding binding);

    /** The device has not answered a request. */
    void silent(Device device);

    /** Where that device is reached, if it has a binding that has not expired. */
    Optional<Target> target(Device device);

    /**
     * Changes the bindings of that address, on disk and then in memory.
     *
     * @param change from those that have not expired to those that are to be, as in {@link BindingStore#change}
     * @param done hears on the event loop what they are now, or the answer of the change, or 503 when nothing could be written
     */
    void change(Aor aor, Function<List<Binding>, Step<List<Binding>>> change, Consumer<Step<List<Binding>>> done);

    /** A connection that bindings will name by its id. */
    void opened(Flow flow);
}
