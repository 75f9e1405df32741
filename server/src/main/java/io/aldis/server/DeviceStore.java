package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The devices that accounts have had, on disk. A device that is away is remembered here and has no binding. Safe for every thread; no method waits.
 * Failures complete with a {@link StoreException}.
 */
public interface DeviceStore {
    /**
     * These devices of the account have registered. From now on each is offered the messages that no device of the account has taken. A nameless
     * device whose contact has changed loses its pending copies of messages that another device has taken meanwhile (DESIGN §5.3). Completes when the
     * change survives a kill of this process.
     *
     * @param devices at least one
     */
    CompletionStage<Void> seen(Aor account, List<Sighting> devices, Instant at);

    /** Devices that have registered at that time or later, the latest first. */
    CompletionStage<List<Known>> devices(Aor account, Instant since);

    /** A page of all devices of all accounts, ordered by domain, user and id. @param after the last device of the previous page */
    CompletionStage<List<Known>> page(Optional<Device> after, int most);

    /**
     * Imports a device of another store: the later of both times stays. It is offered no message by that. Completes when it survives a power failure.
     */
    CompletionStage<Void> importDevice(Known known);

    /** Forgets a device, and the messages that are stored for it alone because others have taken them. @return whether it was known */
    CompletionStage<Boolean> forget(Device device);

    /** Forgets devices that have not registered since then and have no pending copies, at most {@code most} in one call. @return how many */
    CompletionStage<Integer> purge(Instant since, int most);

    /** How a device was reached when it registered last: decides whether it can take a message that no datagram carries. */
    enum Reached {
        UNKNOWN,
        BY_UDP_ALONE,
        /** Over a connection, by another transport or through a proxy. */
        OTHERWISE
    }

    /**
     * A registering device: its {@link Device#id}, and the traits by which a nameless one is recognised.
     *
     * @param reached {@link Reached#UNKNOWN} leaves it as it is in the store
     */
    record Sighting(String id, DeviceTraits traits, Reached reached) {
        /** A device that has just registered. */
        public static Sighting of(Binding binding) {
            return again(binding).reached(binding.reachedByUdpAlone() ? Reached.BY_UDP_ALONE : Reached.OTHERWISE);
        }

        /** A device that has registered earlier: whether it did so over a connection may not be known any more. */
        public static Sighting again(Binding binding) {
            return new Sighting(
                    binding.device(),
                    binding.nameless() ? DeviceTraits.of(binding) : DeviceTraits.UNKNOWN,
                    Reached.UNKNOWN);
        }

        public Sighting reached(Reached other) {
            return new Sighting(id, traits, other);
        }
    }

    /** A device, the traits by which a nameless one is recognised, how it was reached, and when it was last known to be registered. */
    record Known(Device device, DeviceTraits traits, Reached reached, Instant seen) {}
}
