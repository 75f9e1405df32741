package io.aldis.server.mailbox;

import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Accounts whose devices are all reached over UDP only: a message that no datagram can carry is refused at once for them, instead of being
 * stored in vain. A device that has registered over a connection, names another transport or is behind a proxy (Path) could take it; so
 * could a device that this server has not seen register since its start. For the event loop.
 */
final class UdpOnlyAccounts {
    private static final int MOST = 100_000;
    /** Limit on devices per account: more than messages are stored for. */
    private static final int EACH = 32;

    /** Largest payload of UDP over IPv4 (RFC 768): 65,535 octets less both headers. */
    private static final int LARGEST_DATAGRAM = 65_507;
    /** Octets that a delivery adds to a stored message: Via, Max-Forwards. */
    private static final int MORE = 150;

    private final MailboxContext around;
    /** By account, by {@link Device#id}: whether the device is reached by UDP alone. */
    private final Map<Aor, Map<String, Boolean>> devices = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Aor, Map<String, Boolean>> eldest) {
            return size() > MOST;
        }
    };

    UdpOnlyAccounts(MailboxContext around) {
        this.around = around;
    }

    void registered(Aor account, List<Binding> bindings) {
        Map<String, Boolean> known = devices.computeIfAbsent(account, fresh -> new LinkedHashMap<>(2));
        note(known, account, bindings);
        var oldest = known.keySet().iterator();
        while (known.size() > EACH) {
            oldest.next();
            oldest.remove();
        }
    }

    private static void note(Map<String, Boolean> known, Aor account, List<Binding> bindings) {
        Map<String, Boolean> now = new HashMap<>(2);
        for (Binding binding : bindings) {
            known.remove(Device.of(account, binding).id()); // inserted again as the newest
            now.merge(Device.of(account, binding).id(), byUdpAlone(binding), Boolean::logicalAnd);
        }
        known.putAll(now);
    }

    private static boolean byUdpAlone(Binding binding) {
        String transport =
                binding.contact().parameters().getOr("transport", "udp").toLowerCase(Locale.ROOT);
        boolean connected = !binding.flow().isEmpty()
                || binding.onlyByItsConnection()
                || (binding.reachedAtItsSource() && !binding.received().startsWith("udp:"));
        return transport.equals("udp")
                && !connected
                && !binding.contact().secure()
                && binding.path().isEmpty()
                && !binding.contact().host().toLowerCase(Locale.ROOT).endsWith(".invalid");
    }

    /** Checks whether any device of the account may ever take that message. @param no runs when no device can */
    void check(StoredMessage letter, Runnable no, Runnable maybe) {
        if (letter.bytes().length + MORE <= LARGEST_DATAGRAM) {
            maybe.run();
            return;
        }
        Aor account = letter.account();
        Map<String, Boolean> seen = new HashMap<>(devices.getOrDefault(account, Map.of()));
        note(seen, account, around.locations().bindings(account));
        Instant since = around.clock().instant().minus(around.settings().window());
        around.hear(
                around.stores().devices().devices(account, since),
                known -> (nobodyTakesIt(seen, known) ? no : maybe).run(),
                failure -> maybe.run());
    }

    private static boolean nobodyTakesIt(Map<String, Boolean> seen, List<Known> known) {
        return !seen.isEmpty()
                && seen.values().stream().allMatch(udpAlone -> udpAlone)
                && known.stream()
                        .limit(EACH)
                        .allMatch(each -> seen.containsKey(each.device().id()));
    }
}
