package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.Postponement;
import io.aldis.server.Quota;
import io.aldis.server.Recipients;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The operation that stores a message.
 *
 * @param done completes with the result after the commit
 */
record InsertMessage(StoredMessage message, Recipients recipients, Quota quota, CompletableFuture<StoreResult> done)
        implements SqlWork<StoreResult> {
    @Override
    public StoreResult on(Connection to) throws SQLException {
        Set<String> devices = recipients.devices(DeviceRows.known(to, message.account(), recipients.since()));
        if (recipients.needless(devices)) return new StoreResult.Needless();
        Optional<StoreResult.Bound> lack = UsageRows.exceeded(to, message, quota);
        if (lack.isPresent()) lack = makeRoom(to, lack);
        if (lack.isPresent()) return new StoreResult.Full(lack.get());
        long id = MessageRows.insert(to, message, status());
        for (String device : devices) {
            PendingCopyRows.insert(to, message, id, device, PendingCopyRows.Status.KEPT);
            Optional<Postponement> postponed = recipients.postponement(device);
            if (postponed.isPresent())
                PendingCopyRows.postpone(to, new Device(message.account(), device), id, postponed.get());
        }
        for (String device : refused()) PendingCopyRows.insert(to, message, id, device, PendingCopyRows.Status.DONE);
        return new StoreResult.Kept(id, devices);
    }

    MessageRows.Status status() {
        return MessageRows.Status.of(recipients.taken(), recipients.only());
    }

    /** Devices that have answered finally already, to which it is not offered. */
    Set<String> refused() {
        return recipients.taken() ? Set.of() : recipients.done();
    }

    /** Deletes old messages that may be replaced until the quota allows this one, or none. @return the limit that it still exceeds, if any */
    private Optional<StoreResult.Bound> makeRoom(Connection to, Optional<StoreResult.Bound> first) throws SQLException {
        Sql.run(to, "SAVEPOINT making_room");
        Optional<StoreResult.Bound> lack = first;
        while (lack.isPresent()) {
            long oldest = lack.get() == StoreResult.Bound.SENDER
                    ? MessageRows.makesRoomForSender(to, message)
                    : MessageRows.makesRoom(to, message);
            if (oldest == 0) break;
            MessageRows.remove(to, oldest);
            lack = UsageRows.exceeded(to, message, quota);
        }
        if (lack.isPresent()) Sql.run(to, "ROLLBACK TO SAVEPOINT making_room");
        Sql.run(to, "RELEASE SAVEPOINT making_room");
        return lack;
    }
}
