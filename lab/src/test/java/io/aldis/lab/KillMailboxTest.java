package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.lab.SlowDevice.Contact;
import io.aldis.server.MailboxEntry;
import io.aldis.sip.Aor;
import io.aldis.store.sql.FreePort;
import io.aldis.store.sql.SqliteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was accepted is delivered, whenever the server is killed: in each life a flood to users who are away, deliveries to others who
 * are back, and kill -9 in the middle of both; in the last life all come back. Some come back each time from another port, without an
 * instance id or with a new one.
 *
 * <p>Three lives; twenty with {@code -Dcrash=long}, as CI has it. {@code -Dcrash.seed=N} repeats the choices of another run, not its timing.
 */
@Timeout(300)
class KillMailboxTest {
    private static final boolean LONG = "long".equals(System.getProperty("crash"));
    private static final int ROUNDS = LONG ? 20 : 3;
    private static final int AT_LEAST = LONG ? 550 : 250;
    private static final int MORE = 300;
    private static final Duration LAST_MOMENTS = Duration.ofMillis(250);

    /** Users and how many devices they have; the last two register for the first time at the end. */
    private static final List<Integer> DEVICES = List.of(1, 2, 1, 2, 1, 3, 1, 1, 1, 1, 1);

    /** Devices that come back as somebody new, by their users: one device each, or nobody could say which of them has taken what. */
    private static final Map<Integer, Contact> MOVING = Map.of(
            1,
            Contact.NEW_PORT,
            2,
            Contact.NAMELESS,
            4,
            Contact.NEW_INSTANCE,
            6,
            Contact.NAMELESS,
            7,
            Contact.NEW_INSTANCE,
            8,
            Contact.NEW_PORT,
            9,
            Contact.NAMELESS);

    private static final int COME_AND_GO = DEVICES.size() - 2;

    private final long seed = Long.getLong("crash.seed", System.nanoTime() & 0xffff_ffffL);
    private final Random random = new Random(seed);
    private final Ledger ledger = new Ledger();
    private final int port = FreePort.any();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final List<SlowDevice> devices = new ArrayList<>();
    private final Flood flood = new Flood(port, ledger, random);

    private List<String> away = comingAndGoing();

    @TempDir
    private Path folder;

    private AldisCommand.Server serve() {
        return new AldisCommand(folder)
                .strict()
                .serveOpen(port, "--config", folder.resolve("aldis.yaml").toString());
    }

    private void provide() throws IOException {
        Files.writeString(folder.resolve("aldis.yaml"), """
                mailbox:
                  messages: 100000
                  messages-per-sender: 100000
                  size: 1048576KiB
                """);
        new AldisCommand(folder)
                .addUsers(IntStream.range(0, DEVICES.size())
                        .mapToObj(KillMailboxTest::name)
                        .toList());
        var around = new SlowDevice.Surroundings(port, ledger, timer, random);
        for (int user = 0; user < DEVICES.size(); user++)
            for (int device = 0; device < DEVICES.get(user); device++) devices.add(device(user, device, around));
    }

    private static SlowDevice device(int user, int number, SlowDevice.Surroundings around) {
        Contact contact = MOVING.getOrDefault(user, Contact.KEPT);
        return new SlowDevice(name(user), "urn:uuid:" + user + "-" + number, contact, around);
    }

    private static String name(int user) {
        return "user" + user;
    }

    private static Aor account(String user) {
        return new Aor(user, "example.com");
    }

    private Map<String, List<String>> devicesOf(List<String> users) {
        return devices.stream()
                .filter(device -> users.contains(device.user()))
                .collect(Collectors.groupingBy(
                        SlowDevice::user, Collectors.mapping(SlowDevice::name, Collectors.toList())));
    }

    // ---- one life

    /**
     * Who was here in the life before is still registered: his messages come as soon as the server is there. Others come when enough has been
     * accepted; some moments later, while they take what they have, the server is killed.
     */
    private void live() throws InterruptedException {
        try (AldisCommand.Server server = serve()) {
            List<String> gone = choose();
            for (SlowDevice device : devices) if (gone.contains(device.user())) device.leaves();
            Map<String, List<String>> users = devicesOf(gone);
            int enough = ledger.accepted() + AT_LEAST + random.nextInt(MORE);
            flood.run(users, () -> ledger.accepted() < enough);
            for (SlowDevice device : devices) if (!gone.contains(device.user())) device.come();
            flood.run(users, ledger.anyDelivery());
            long end = System.nanoTime() + random.nextLong(LAST_MOMENTS.toNanos());
            flood.run(users, () -> System.nanoTime() < end);
            flood.end(users, server.process()::kill);
        }
        ledger.killed(waiting());
    }

    /** Half of those who were away come back, half of the others leave. @return who is away now */
    private List<String> choose() {
        var before = new ArrayList<>(away);
        var others = new ArrayList<>(comingAndGoing());
        others.removeAll(before);
        Collections.shuffle(before, random);
        Collections.shuffle(others, random);
        away = new ArrayList<>(before.subList(before.size() / 2, before.size()));
        away.addAll(others.subList(0, others.size() / 2));
        return Stream.concat(
                        away.stream(),
                        IntStream.range(COME_AND_GO, DEVICES.size()).mapToObj(KillMailboxTest::name))
                .toList();
    }

    private static List<String> comingAndGoing() {
        return IntStream.range(0, COME_AND_GO).mapToObj(KillMailboxTest::name).toList();
    }

    private static boolean isComeAndGo(SlowDevice device) {
        return comingAndGoing().contains(device.user());
    }

    // ---- the store, between two lives

    private List<Ledger.Copy> waiting() {
        var waiting = new ArrayList<Ledger.Copy>();
        try (var store = SqliteStore.open(folder.resolve("data"))) {
            for (int user = 0; user < DEVICES.size(); user++) {
                var messages = store.mailboxAdmin().messages(account(name(user)), 0, 1_000_000);
                for (MailboxEntry each : messages.toCompletableFuture().join()) waiting.addAll(copies(each));
            }
        }
        return waiting;
    }

    private List<Ledger.Copy> copies(MailboxEntry listed) {
        String id = SipText.header(new String(listed.message().bytes(), StandardCharsets.ISO_8859_1), "Call-ID");
        List<String> all = devicesOf(List.of(listed.message().account().user())).values().stream()
                .flatMap(List::stream)
                .toList();
        List<String> waiting =
                listed.waiting().stream().map(MailboxEntry.Waiting::device).toList();
        boolean comesBackAsNew = comesBackAsNew(listed.message().account().user());
        return all.stream() // what no device has taken is for whichever comes
                .filter(name -> waiting.contains("<" + name + ">")
                        || (!listed.taken() && (waiting.isEmpty() || comesBackAsNew)))
                .map(name -> new Ledger.Copy(name, id))
                .toList();
    }

    /** What waits for what such a device was before may be offered to what it is now. */
    private static boolean comesBackAsNew(String user) {
        return MOVING.entrySet().stream()
                .anyMatch(each -> name(each.getKey()).equals(user) && each.getValue() != Contact.NEW_PORT);
    }

    /** Whether nothing waits but for what devices were before. */
    private boolean nothingWaits() {
        return waiting().stream()
                .allMatch(copy -> devices.stream()
                        .anyMatch(device -> device.name().equals(copy.device()) && comesBackAsNew(device.user())));
    }

    /** Each device is known before anything is sent, but those that come at the end. */
    private void introduce() {
        try (var _ = serve()) {
            for (SlowDevice device : devices) if (isComeAndGo(device)) device.registers();
            for (SlowDevice device : devices) device.leaves();
        }
    }

    private void allComeBack() throws InterruptedException {
        try (var _ = serve()) {
            for (SlowDevice device : devices) device.registers();
            ledger.awaitNoneMissing(Duration.ofSeconds(20));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !ledger.wrong().isEmpty() || !ledger.missing().isEmpty() || nothingWaits());
        }
    }

    @Test
    @Tag("3428-7-09")
    void acceptedMessageIsNeverLostByKillNineAndTakenOneIsNotRepeated() throws IOException, InterruptedException {
        System.out.println("KillMailboxTest: seed " + seed);
        provide();
        introduce();
        for (int round = 0; round < ROUNDS; round++) {
            live();
            assertThat(ledger.wrong())
                    .as("round %d, seed %d, %s", round, seed, ledger)
                    .isEmpty();
        }
        allComeBack();
        System.out.println("KillMailboxTest: " + ledger + ", seed " + seed);
        assertThat(ledger.wrong()).as("seed %d, %s", seed, ledger).isEmpty();
        assertThat(ledger.missing()).as("seed %d, %s", seed, ledger).isEmpty();
        assertThat(ledger.otherBranch())
                .as("came again under another branch")
                .allMatch(name ->
                        devices.stream().anyMatch(each -> each.name().equals(name) && comesBackAsNew(each.user())));
        if (LONG) assertThat(ledger.delivering()).as("kills while delivering").isPositive();
        assertThat(ledger.accepted()).isGreaterThanOrEqualTo(ROUNDS * AT_LEAST);
    }

    @AfterEach
    void end() {
        timer.shutdownNow();
        flood.close();
        devices.forEach(SlowDevice::close);
    }
}
