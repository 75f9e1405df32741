package io.aldis.store.sql;

import io.aldis.server.Device;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Which of the servers on one database delivers the messages of a device: the one with the lease. */
interface Turns {
    /** Runs the work and, if it finds something, takes or renews the lease. @return empty when nothing is found or another server has the lease */
    <T> Optional<T> take(Device device, SqlWork<Optional<T>> work);

    /** Returns the lease. Inside a transaction. */
    void giveBack(Connection to, Device device) throws SQLException;

    /** Milliseconds until the lease of another server expires; 0 when there is none. Inside a transaction. */
    long othersFor(Connection from, Device device) throws SQLException;

    /** Devices whose lease, of another server, has expired; the latest first. */
    List<Device> abandoned(int most);

    /** For a single server, which needs no leases. */
    record Always(Database database) implements Turns {
        @Override
        public <T> Optional<T> take(Device device, SqlWork<Optional<T>> work) {
            return database.read(work);
        }

        @Override
        public void giveBack(Connection to, Device device) {}

        @Override
        public List<Device> abandoned(int most) {
            return List.of();
        }

        @Override
        public long othersFor(Connection from, Device device) {
            return 0;
        }
    }
}
