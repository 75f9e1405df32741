import io.aldis.server.*;
import io.aldis.server.runtime.Server;
import io.aldis.store.sql.SqliteStore;

/** A server of example.com inside of a program. Arguments: FOLDER LISTENER, such as data udp:127.0.0.1:5060; a password is in PASSWORD. */
void main(String... args) throws InterruptedException {
    var printer = new ServerEvents() {
        @Override
        public void answered(Arrival request, int code) {
            IO.println(request.request().method() + " from " + request.request().from().uri() + ": " + code);
        }
    };
    try (var store = SqliteStore.open(Path.of(args[0]));
            var server = Server.builder().domain("example.com").listen(args[1]).store(store).events(printer).start()) {
        for (String user : List.of("alice", "bob"))
            server.accounts().add("sip:" + user + "@example.com", System.getenv("PASSWORD"));
        IO.println("Listening on " + server.bound());
        Thread.currentThread().join(); // until the program is stopped
    }
}
