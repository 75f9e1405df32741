package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full and has space again: 503 meanwhile, no accepted message is lost, no restart is needed. */
@Timeout(180)
class FullDiskTest {
    private static final int FILLER = 2 << 20;
    private static final int REFUSED = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Ledger ledger = new Ledger();
    private final Random random = new Random(7);
    private final Asking sender = new Asking();
    private int sent;
    private int refused;

    @TempDir
    private Path folder;

    private String send(int server, SlowDevice to) {
        String id = "n" + sent++;
        String text = OddMessage.of(random, to.user(), id, sender.port());
        ledger.sent(id, text, List.of(to.name()));
        return sender.ask(server, text);
    }

    private int note(String answer) {
        int code = SipText.code(answer);
        if (code == 202) ledger.answer(SipText.header(answer, "Call-ID"), answer);
        else {
            assertThat(code).as(answer).isEqualTo(503);
            assertThat(SipText.header(answer, "Retry-After")).isEqualTo("30");
            refused++;
        }
        return code;
    }

    private Path config() throws IOException {
        return Files.writeString(folder.resolve("aldis.yaml"), """
                mailbox:
                  messages: 100000
                  messages-per-sender: 100000
                """);
    }

    @Test
    @Tag("3428-7-09")
    void fullDiskGives503UntilThereIsSpaceAndNoAcceptedMessageIsLost() throws IOException {
        var command = new AldisCommand(folder);
        command.addUsers(List.of("away", "gone", "here"));
        var disk = new SmallDisk(Path.of(command.data()));
        try (var server = new AldisCommand(folder, disk.under("5m")).serveOpen(0, "--config", config().toString())) {
            Path filler = disk.seenBy(server.process(), "filler");
            SmallDisk.fill(filler, FILLER);
            var around = new SlowDevice.Surroundings(server.udp(), ledger, timer, random);
            try (var away = new SlowDevice("away", "urn:uuid:away", SlowDevice.Contact.KEPT, around);
                    var gone = new SlowDevice("gone", "urn:uuid:gone", SlowDevice.Contact.KEPT, around);
                    var here = new SlowDevice("here", "urn:uuid:here", SlowDevice.Contact.KEPT, around)) {
                here.registers();
                away.registers();
                away.leaves();
                gone.registers();
                gone.leaves();
                while (refused < REFUSED) note(send(server.udp(), away));
                int kept = ledger.accepted();
                for (int i = 0; i < 5; i++) assertThat(send(server.udp(), here)).startsWith("SIP/2.0 200 ");
                int back = away.triesToRegister(); // what he takes now cannot be put on record
                assertThat(back).isIn(200, 503);
                Files.delete(filler);
                long begun = System.nanoTime();
                await().atMost(PATIENCE).until(() -> note(send(server.udp(), gone)) == 202);
                long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
                away.registers();
                gone.registers();
                await().atMost(PATIENCE).until(() -> ledger.missing().isEmpty());
                System.out.println("FullDiskTest: full after " + kept + " accepted, " + refused + " refused, healed "
                        + millis + " ms after there was room, REGISTER meanwhile " + back + ", " + ledger);
            }
        }
        assertThat(ledger.wrong()).isEmpty();
        assertThat(ledger.duplicates()).isZero();
    }

    @AfterEach
    void end() {
        sender.close();
        timer.shutdownNow();
    }
}
