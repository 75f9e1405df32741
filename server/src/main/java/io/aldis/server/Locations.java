package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.Aor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the devices of an address-of-record are, from memory. For the event loop. */
public interface Locations {
    /** The bindings that have not expired. */
    List<Binding> bindings(Aor aor);

    /** Where that device is reached, if it has a binding that has not expired. */
    Optional<Target> target(Device device);

    /**
     * Makes these the bindings of that address, in memory now and on disk soon.
     *
     * @param done hears on the event loop whether they are on disk; when they are not, memory has been put back
     */
    void replace(Aor aor, List<Binding> bindings, Consumer<Boolean> done);

    /** A connection that bindings will name by its id. */
    void opened(Flow flow);
}
