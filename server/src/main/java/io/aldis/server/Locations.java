package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The bindings of addresses-of-record, in memory. */
@OnEventLoop
public interface Locations {
    /** The bindings that have not expired. */
    List<Binding> bindings(Aor aor);

    /** Bindings that have expired within the last minutes, or while the server was down, and whose device has no other binding. */
    List<Binding> expired(Aor aor);

    /**
     * The unexpired bindings that came over a connection to this server which is closed. The device is unreachable unless it listens at its contact.
     */
    List<Binding> unconnected(Aor aor);

    /** Whether the device of that binding has been {@linkplain #silent silent} since it was set. */
    boolean isSilent(Aor aor, Binding binding);

    /** The device has not answered a request. */
    void silent(Device device);

    /** The target of that device, if it has an unexpired binding. */
    Optional<Target> target(Device device);

    /**
     * Changes the bindings of that address, on disk and then in memory. Changes of one address are made in the order of the calls, each on the result
     * of the one before it.
     *
     * @param change from the unexpired bindings, without flows, to the new ones; an answer leaves all as it was. Runs on the event loop, once for each
     *     try: again when another server has changed the bindings meanwhile. Must have no side effects
     * @param done called on the event loop with the new bindings, or the answer of the change, or 500 when it threw an exception, or 503 when the store
     *     failed
     */
    void change(Aor aor, Function<List<Binding>, Step<List<Binding>>> change, Consumer<Step<List<Binding>>> done);

    /** Announces an open connection that bindings may refer to by its id. */
    void opened(Flow flow);
}
