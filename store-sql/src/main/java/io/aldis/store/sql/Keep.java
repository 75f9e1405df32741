package io.aldis.store.sql;

import io.aldis.server.Addressees;
import io.aldis.server.Device;
import io.aldis.server.Keeping;
import io.aldis.server.Letter;
import io.aldis.server.Postponement;
import io.aldis.server.Quota;
import java.sql.Connection;
import java.sql.SQLException;
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
        Set<String> devices = addressees.devices(SqlDevices.known(to, letter.account(), addressees.since()));
        if (addressees.needless(devices)) return new Keeping.Needless();
        Optional<Keeping.Bound> lack = Room.lacks(to, letter, quota);
        if (lack.isPresent()) lack = makeRoom(to, lack);
        if (lack.isPresent()) return new Keeping.Full(lack.get());
        long id = Letters.insert(to, letter, status());
        for (String device : devices) {
            Copies.insert(to, letter, id, device, Copies.Status.KEPT);
            Optional<Postponement> postponed = addressees.postponement(device);
            if (postponed.isPresent()) Copies.postpone(to, new Device(letter.account(), device), id, postponed.get());
        }
        for (String device : refused()) Copies.insert(to, letter, id, device, Copies.Status.DONE);
        return new Keeping.Kept(id, devices);
    }

    Letters.Status status() {
        return Letters.Status.of(addressees.taken(), addressees.only());
    }

    /** Devices that it will never be offered to. */
    Set<String> refused() {
        return addressees.taken() ? Set.of() : addressees.done();
    }

    /** All or nothing. @return what it still lacks */
    private Optional<Keeping.Bound> makeRoom(Connection to, Optional<Keeping.Bound> first) throws SQLException {
        Sql.run(to, "SAVEPOINT making_room");
        Optional<Keeping.Bound> lack = first;
        while (lack.isPresent()) {
            long oldest = lack.get() == Keeping.Bound.SENDER
                    ? Letters.makesRoomForSender(to, letter)
                    : Letters.makesRoom(to, letter);
            if (oldest == 0) break;
            Letters.remove(to, oldest);
            lack = Room.lacks(to, letter, quota);
        }
        if (lack.isPresent()) Sql.run(to, "ROLLBACK TO SAVEPOINT making_room");
        Sql.run(to, "RELEASE SAVEPOINT making_room");
        return lack;
    }
}
