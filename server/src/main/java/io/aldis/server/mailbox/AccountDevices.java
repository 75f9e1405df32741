package io.aldis.server.mailbox;

import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Devices of an account: those with a binding, and those that the store knows. */
@OnEventLoop
final class AccountDevices {
    private static final Logger LOG = LoggerFactory.getLogger(AccountDevices.class);

    private final MailboxContext context;
    private final DeviceCache cache;
    private final WriteOrder order;

    AccountDevices(MailboxContext context, DeviceCache cache, WriteOrder order) {
        this.context = context;
        this.cache = cache;
        this.order = order;
    }

    /** {@link Device#id}s of those that have a binding now. */
    Set<String> bound(Aor account) {
        Set<String> devices = new HashSet<>();
        for (Binding each : context.locations().bindings(account)) devices.add(each.device());
        return devices;
    }

    boolean isBound(Device device) {
        return context.locations().target(device).isPresent();
    }

    /** Whether the device has a binding that was set after that time. */
    boolean hasRegisteredSince(Device device, Instant time) {
        return context.locations().bindings(device.account()).stream()
                .anyMatch(binding -> binding.device().equals(device.id())
                        && binding.updated().isAfter(time));
    }

    /**
     * Whether these are all devices of the account, as far as this server knows.
     *
     * @param sender of the message that is decided on: later ones wait for the decision
     * @param bound further devices of the account: one that has just registered may not be in the store yet
     * @param then called with the result, now or later; with false when the store cannot be read
     */
    void areAll(Aor account, String sender, Set<String> devices, Set<String> bound, Consumer<Boolean> then) {
        boolean missing = !devices.containsAll(bound);
        Optional<Boolean> known = missing ? Optional.of(false) : areAll(account, devices);
        if (known.isPresent() && !order.isDeciding(account, sender)) then.accept(known.get());
        else
            order.decide(account, sender, decided -> {
                Consumer<Boolean> go = all -> order.goOn(account, sender, () -> then.accept(all), decided);
                if (missing) go.accept(false);
                else areAll(account, devices, go);
            });
    }

    /** Absent when the store must be read. */
    private Optional<Boolean> areAll(Aor account, Set<String> devices) {
        return cache.devices(account, context.clock().instant()).map(devices::containsAll);
    }

    private void areAll(Aor account, Set<String> devices, Consumer<Boolean> then) {
        Optional<Boolean> known = areAll(account, devices);
        if (known.isPresent()) {
            then.accept(known.get());
            return;
        }
        Instant since = context.clock().instant().minus(context.settings().window());
        context.hear(
                context.stores().devices().devices(account, since),
                found -> {
                    cache.learn(account, found, context.clock().instant());
                    then.accept(found.stream()
                            .allMatch(each -> devices.contains(each.device().id())));
                },
                failure -> {
                    LOG.warn(
                            "the devices of {} cannot be read: {}; its message is stored for those that are away",
                            account,
                            StoreException.words(failure));
                    then.accept(false); // the write finds out
                });
    }
}
