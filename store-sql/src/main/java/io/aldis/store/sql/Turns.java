package io.aldis.store.sql;

import io.aldis.server.Device;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Which of the servers on one database gives a device its letters. */
interface Turns {
    /** What the work finds, if it is the turn of this server; then it stays so for a while. */
    <T> Optional<T> take(Device device, SqlWork<Optional<T>> work);

    /** Lets others have the device. Inside of a transaction. */
    void giveBack(Connection to, Device device) throws SQLException;

    /** For how many milliseconds it is the turn of another server; 0 when it is not. Inside of a transaction. */
    long othersFor(Connection from, Device device) throws SQLException;

    /** Whose turn it was that fell silent, the latest first. Nobody has those devices now. */
    List<Device> abandoned(int most);

    /** Where there is one server only. */
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
