package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Bindings for the contracts of stores. */
public final class Samples {
    private Samples() {}

    /** With a second of each field that other bindings have, for an hour from now, as a store keeps it: without a flow. */
    public static Binding binding(String contact) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Binding(
                SipUri.parse(contact),
                ";q=0.5;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\";reg-id=1",
                now.plusSeconds(3600),
                "1j9FpLxk3uxtm8tn@192.0.2.1",
                1826,
                List.of("<sip:P2.example.com;lr>", "\"a, b\" <sip:P1.example.com;lr;ob>;x=\"y\""),
                "udp:192.0.2.1:5060",
                "<sip:192.0.2.200:5060;transport=tcp;flow=c2lw.00;lr>",
                "",
                now);
    }

    public static Binding expiringAt(Instant expires, String contact) {
        Binding b = binding(contact);
        return new Binding(
                b.contact(),
                b.parameters(),
                expires,
                b.callId(),
                b.cseq(),
                b.path(),
                b.received(),
                b.clusterRoute(),
                b.flow(),
                b.updated());
    }

    /** Replaces and waits until it is on disk. */
    public static void keep(BindingStore store, Aor aor, Binding... bindings) {
        change(store, aor, _ -> List.of(bindings)).toCompletableFuture().join();
    }

    /** Changes the bindings as a server does: until no other server has changed them meanwhile. */
    public static CompletionStage<Registered> change(BindingStore store, Aor aor, UnaryOperator<List<Binding>> change) {
        return store.read(aor).thenCompose(found -> change(store, aor, found, change));
    }

    private static CompletionStage<Registered> change(
            BindingStore store, Aor aor, Registered from, UnaryOperator<List<Binding>> change) {
        return store.compareAndSet(aor, from.version(), change.apply(from.bindings()))
                .thenCompose(result -> result.set()
                        ? CompletableFuture.completedStage(result.now())
                        : change(store, aor, result.now(), change));
    }

    public static Map<Aor, List<Binding>> all(BindingStore store) {
        var all = new LinkedHashMap<Aor, List<Binding>>();
        store.readAll((aor, bindings) -> {
            if (all.put(aor, bindings.bindings()) != null) throw new AssertionError(aor + " came twice");
        });
        return all;
    }

    /** The contacts of that address, as they are written. */
    public static List<String> contacts(BindingStore store, Aor aor) {
        return all(store).getOrDefault(aor, List.of()).stream()
                .map(binding -> binding.contact().text())
                .toList();
    }
}
