package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * No 202 is sent before a sync that covers its message has returned. A kill leaves the page cache intact, so {@link KillMailboxTest} cannot show
 * that; strace can.
 */
@Timeout(180)
class SyncTest {
    private static final int ONE_BY_ONE = 15;
    private static final int BURSTS = 4;
    private static final int AT_ONCE = 40;
    private static final int TIMES = 8;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Ledger ledger = new Ledger();
    private final Asking sender = new Asking();
    private final List<String> sent = new ArrayList<>();

    @TempDir
    private Path folder;

    private static String id(int number) {
        return "kept%04dx".formatted(number);
    }

    /** Of its own, and so often that one of them is not cut by the end of a page. */
    private static String marker(int number) {
        return "<<%04d>>".formatted(number);
    }

    private void send(int port, String user, List<String> devices) {
        int number = sent.size();
        String id = id(number);
        String text = SipText.message(user, id, sender.port(), marker(number).repeat(TIMES));
        ledger.sent(id, text, devices);
        sent.add(id);
        sender.say(port, text);
    }

    private void hear() {
        String answer = sender.answer(Duration.ofSeconds(31)).orElseThrow();
        ledger.answer(SipText.header(answer, "Call-ID"), answer);
    }

    private void burst(int port, String user, List<String> devices) {
        for (int i = 0; i < AT_ONCE; i++) send(port, user, devices);
        for (int i = 0; i < AT_ONCE; i++) hear();
    }

    /** Between the bursts a device takes what is kept for it, which is written, too, without a sync of its own. */
    private void talk(int port) {
        var around = new SlowDevice.Surroundings(port, ledger, timer, new Random(1));
        try (var device = new SlowDevice("bob", "urn:uuid:bob", SlowDevice.Contact.KEPT, around)) {
            for (int i = 0; i < ONE_BY_ONE; i++) {
                send(port, "alice", List.of());
                hear();
            }
            burst(port, "bob", List.of(device.name()));
            device.registers();
            for (int i = 0; i < BURSTS; i++) burst(port, "alice", List.of());
        }
    }

    @Test
    @Tag("3428-7-09")
    void response202IsSentAfterTheSyncOfItsMessage() throws IOException {
        Path log = folder.resolve("strace.log");
        new AldisCommand(folder).addUsers(List.of("alice", "bob"));
        try (var server = new AldisCommand(folder, Strace.into(log)).serveOpen(0)) {
            talk(server.udp());
            // The kernel's call that sent the last answers is whole in the log when the same thread has sent another.
            sender.ask(server.udp(), SipText.message("alice", "last", sender.port(), "end"));
            Strace.end(server.process());
        }
        assertThat(ledger.wrong()).isEmpty();
        var disk = new WriteAheadLog(Strace.read(log));
        List<String> complaints = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++)
            disk.complaint(marker(i), sent.get(i)).ifPresent(complaints::add);
        System.out.println("SyncTest: " + sent.size() + " accepted, " + disk.pages() + " pages written, " + disk.syncs()
                + " syncs, answered before their sync: " + complaints.size());
        assertThat(complaints).isEmpty();
        assertThat(disk.syncs()).as("one for several messages").isLessThan(sent.size());
    }

    @AfterEach
    void end() {
        sender.close();
        timer.shutdownNow();
    }
}
