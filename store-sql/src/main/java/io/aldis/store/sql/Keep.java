package io.aldis.store.sql;

import io.aldis.server.Addressees;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.Keeping;
import io.aldis.server.Letter;
import io.aldis.server.Listed;
import io.aldis.server.Quota;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A letter that is to be kept.
 *
 * @param done completes after the commit
 */
record Keep(Letter letter, Addressees addressees, Quota quota, CompletableFuture<Keeping> done)
        implements SqlWork<Keeping> {
    @Override
    public Keeping on(Connection to) throws SQLException {
        Set<String> devices = devices(SqlDevices.known(to, letter.account(), addressees.since()));
        if (devices.isEmpty()) return new Keeping.Needless();
        Optional<Keeping.Bound> lack = Room.of(to, letter).lacks(letter, quota, () -> Room.ofSender(to, letter));
        if (lack.isPresent()) return new Keeping.Full(lack.get());
        long id = Letters.insert(to, letter);
        for (String device : devices) Copies.insert(to, letter, id, new Listed.Waiting(device, 0, Instant.EPOCH));
        return new Keeping.Kept(id, devices);
    }

    /** For whom it is kept, if for anybody. @param known devices of the account, the latest first */
    Set<String> devices(List<Known> known) {
        Set<String> devices = new LinkedHashSet<>();
        for (Known each : known) {
            if (devices.size() == addressees.most()) break;
            if (!each.seen().isBefore(addressees.since()))
                devices.add(each.device().id());
        }
        devices.addAll(addressees.named());
        devices.removeAll(addressees.done());
        if (devices.isEmpty() && addressees.done().isEmpty())
            devices.add(Device.nobodyYet(letter.account()).id());
        return devices;
    }
}
