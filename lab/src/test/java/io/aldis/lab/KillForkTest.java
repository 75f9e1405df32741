package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.store.sql.SqliteStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Row 8 of the table in docs/mailbox.md with kill -9: one device takes a message, the others are absent or silent, and the server dies. */
@Timeout(90)
class KillForkTest {
    @TempDir
    private Path folder;

    private AldisCommand.Server serve() {
        return new AldisCommand(folder)
                .serve(
                        "--listen",
                        "udp:127.0.0.1:0",
                        "--listen",
                        "tcp:127.0.0.1:0",
                        "--trust",
                        "127.0.0.0/8",
                        "--open-registration");
    }

    private static WirePhone device(String name, AldisCommand.Server server) {
        var phone = new WirePhone(server.udp());
        phone.register(name);
        return phone;
    }

    /** Phones that were there before the kill are there after it. */
    private static void moved(AldisCommand.Server to, WirePhone... phones) {
        for (WirePhone phone : phones) phone.calls(to.udp());
    }

    @Test
    @Tag("3428-7-23")
    void absentDevicesGetTheMessageAfterAKillAndTheOneThatTookItDoesNot() {
        new AldisCommand(folder).addUser("bob", "secret");
        try (var first = serve();
                WirePhone a = device("a", first);
                WirePhone c = device("c", first);
                WirePhone silent = device("silent", first);
                var alice = new WirePhone(first.udp())) {
            try (WirePhone b = device("b", first)) {
                b.unregister("b");
            }
            PeersRowsTest.text(alice, "for all");
            String atC = c.request();
            silent.request();
            a.takes("for all");
            assertThat(alice.response()).startsWith("SIP/2.0 200");
            c.answer(atC, "480 Away");
            try (var disk = SqliteStore.open(folder.resolve("data"))) {
                PeersRowsTest.waiting(disk, "b", "c"); // long before the patience with the silent one is over
            }
            first.process().kill();
            try (var second = serve()) {
                moved(second, a, c, silent);
                try (WirePhone b = device("b", second)) {
                    b.takes("for all");
                    c.register("c");
                    c.takes("for all");
                    a.register("a");
                    silent.register("silent");
                    for (WirePhone each : List.of(a, b, c, silent)) each.hearsNoRequest();
                }
            }
        }
    }
}
