package io.aldis.server.mailbox;

import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.server.DeviceTraits;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes old contacts of restarted phones. A phone without {@code +sip.instance} that restarts on another port leaves its old binding,
 * which looks like a second phone until it expires. When the old contact does not answer and a newer binding looks like the same phone at
 * the same address, the old one is removed, and nothing is stored for it (DESIGN §5.5). So is an old contact that has expired, also while
 * the server was down.
 */
@OnEventLoop
final class ReplacedContacts {
    private final MailboxContext context;
    private final DeviceCache cache;
    /** Devices whose binding was removed here and that have not registered since: messages in transit to them are not stored for them either. */
    private final Set<Device> ended = Collections.newSetFromMap(new LinkedHashMap<Device, Boolean>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Device, Boolean> eldest) {
            return size() > MOST;
        }
    });

    private static final int MOST = 10_000;

    ReplacedContacts(MailboxContext context, DeviceCache cache) {
        this.context = context;
        this.cache = cache;
    }

    /** The device has not answered. @return whether it was such an old contact */
    boolean silent(Device device) {
        context.locations().silent(device);
        if (!device.nameless()) return false;
        if (ended.contains(device)) return true;
        List<Binding> bindings = context.locations().bindings(device.account());
        Optional<Binding> own = Stream.concat(bindings.stream(), context.locations().expired(device.account()).stream())
                .filter(each -> each.device().equals(device.id()))
                .findFirst();
        if (own.isEmpty() || bindings.stream().noneMatch(each -> replaces(each, own.get()))) return false;
        context.locations()
                .change(
                        device.account(),
                        all -> Step.go(all.stream()
                                .filter(each -> !each.device().equals(device.id()))
                                .toList()),
                        _ -> {});
        end(device);
        return true;
    }

    private void end(Device device) {
        ended.add(device);
        cache.forget(device.account(), device.id());
        context.stores().devices().forget(device);
    }

    /**
     * Ends the old contacts of the account that have expired: a newer binding of the same phone began after they were last refreshed. Of two
     * phones that look alike and register side by side, each has been refreshed since the other began.
     */
    void expired(Aor account) {
        List<Binding> old = context.locations().expired(account);
        if (old.isEmpty()) return;
        List<Binding> live = context.locations().bindings(account);
        for (Binding each : old) {
            var device = Device.of(account, each);
            boolean replaced =
                    live.stream().anyMatch(newer -> newer.began().isAfter(each.updated()) && replaces(newer, each));
            if (each.nameless() && replaced && !ended.contains(device)) end(device);
        }
    }

    /** Devices that look like that nameless device under a newer contact, which was registered after that time. */
    Set<String> newerContacts(Device device, Instant since) {
        if (!device.nameless()) return Set.of();
        List<Binding> bindings = context.locations().bindings(device.account());
        if (bindings.size() < 2) return Set.of();
        return bindings.stream()
                .filter(each -> each.device().equals(device.id()))
                .findFirst()
                .map(own -> bindings.stream()
                        .filter(each -> each.updated().isAfter(since) && replaces(each, own))
                        .map(Binding::device)
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
    }

    /** The device has registered. */
    void registered(Device device) {
        if (!ended.isEmpty()) ended.remove(device);
    }

    private static boolean replaces(Binding newer, Binding old) {
        return newer.nameless()
                && !newer.device().equals(old.device())
                && newer.updated().isAfter(old.updated())
                && (newer.callId().equals(old.callId()) // one registration client (RFC 3261 §10.2.4)
                        || (DeviceTraits.of(newer).looksLike(DeviceTraits.of(old))
                                && place(newer).equals(place(old))));
    }

    /** The address that it has registered from, as far as that is known, else the host of its contact. */
    private static String place(Binding binding) {
        return binding.registrant()
                .map(InetAddress::getHostAddress)
                .orElseGet(() -> binding.contact().host().toLowerCase(Locale.ROOT));
    }
}
