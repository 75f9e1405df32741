package io.aldis.server.courier;

import io.aldis.server.Device;
import io.aldis.sip.Aor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The copies of messages that are under way to devices of our accounts and are not answered, by account. For the event loop. */
final class Underway {
    private final Map<Aor, List<Branch>> branches = new HashMap<>();

    void add(Device device, Branch branch) {
        branches.computeIfAbsent(device.account(), fresh -> new ArrayList<>(1)).add(branch);
    }

    void remove(Device device, Branch branch) {
        List<Branch> all = branches.get(device.account());
        if (all == null) return;
        all.remove(branch);
        if (all.isEmpty()) branches.remove(device.account());
    }

    List<Branch> of(Aor account) {
        return List.copyOf(branches.getOrDefault(account, List.of()));
    }
}
