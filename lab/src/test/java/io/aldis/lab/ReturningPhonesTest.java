package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.store.sql.FreePort;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Phone programs that come back as somebody new: with another port, connection, user part of the contact or instance id. What was
 * accepted meanwhile reaches them once, within a second of their REGISTER. The times are those of the server's system calls.
 */
@Timeout(180)
class ReturningPhonesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SECOND = 1_000_000;
    private static final int USERS = 40;
    private static final String FIRST = "first 你好, Grüße";
    private static final String SECOND_TEXT = "and second";
    private static final Pattern PORT = Pattern.compile("(?i)\\r\\n(?:Contact|m) *:[^\\r]*@[^:;>\\r]+:(\\d+)");

    @TempDir
    private static Path folder;

    private static Optional<AldisCommand.Server> server = Optional.empty();
    private static int trusted;
    private static int users;

    private final String user = "user" + users++;
    private final List<AutoCloseable> open = new ArrayList<>();
    private int starts;
    private PlainPhone sender;

    /** One for all tests. A silent device delays a sender for two seconds. Who comes in by one of its ports needs no credentials: the sender. */
    @BeforeAll
    static void serve() throws IOException {
        Path log = folder.resolve("trace");
        var aldis = new AldisCommand(folder, Strace.network(log));
        aldis.addUsers(IntStream.range(0, USERS).mapToObj(i -> "user" + i).toList(), "secret");
        trusted = FreePort.any();
        Path configuration = Files.writeString(folder.resolve("aldis.yaml"), "patience: 2s\n");
        server = Optional.of(aldis.serve(
                "--config",
                configuration.toString(),
                "--listen",
                "udp:127.0.0.1:0",
                "--listen",
                "tcp:127.0.0.1:0",
                "--listen",
                "ws:127.0.0.1:0",
                "--listen",
                "udp:127.0.0.1:" + trusted,
                "--trust",
                "udp:127.0.0.1:" + trusted));
    }

    @AfterAll
    static void end() {
        server.ifPresent(AldisCommand.Server::close);
    }

    @BeforeEach
    void open() throws IOException {
        sender = PlainPhone.udp();
    }

    @AfterEach
    void close() throws Exception {
        sender.close();
        for (AutoCloseable each : open.reversed()) each.close();
    }

    private static List<SipTrace.Entry> trace() {
        return new SipTrace(folder.resolve("trace")).entries();
    }

    // ---- the phone

    /** Starts the program with a new configuration, and waits until it is registered. */
    private RealPhone start(RealPhone.Program program, String transport) {
        var login = new RealPhone.Login(
                user, "secret", transport, server.orElseThrow().port(transport));
        long now = now();
        var phone = RealPhone.start(program, folder.resolve(user + "-" + starts++), login);
        open.add(phone);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(findRegistration(now)).as(phone::said).isPresent());
        return phone;
    }

    private static long now() {
        return System.currentTimeMillis() * 1000;
    }

    private SipTrace.Entry registration(long since) {
        return findRegistration(since).orElseThrow();
    }

    /** The first REGISTER of this user since then that was answered 200. */
    private Optional<SipTrace.Entry> findRegistration(long since) {
        List<SipTrace.Entry> trace =
                trace().stream().filter(each -> each.micros() >= since).toList();
        return trace.stream()
                .filter(each ->
                        !each.sent() && each.request("REGISTER") && each.text().contains(user + "@"))
                .filter(request -> trace.stream()
                        .anyMatch(each -> each.sent()
                                && each.response(200, "REGISTER")
                                && each.branch().equals(request.branch())))
                .findFirst();
    }

    /** Another program takes the port of the phone that has ended: it comes back with another one. */
    private void takePortOf(SipTrace.Entry register) throws IOException {
        Matcher port = PORT.matcher(register.text());
        assertThat(port.find()).as(register.text()).isTrue();
        int number = Integer.parseInt(port.group(1));
        open.add(new DatagramSocket(number));
        open.add(new ServerSocket(number));
    }

    // ---- the sender

    /** @return the code of the answer */
    private int write(String text) throws IOException {
        sender.write(user, text, trusted);
        return SipText.code(sender.await("SIP/2.0 "));
    }

    // ---- what is promised

    /** Each is sent within a second of the registration, or of the answer to the one before it; and one device has taken it, once. */
    private void deliveredInTime(SipTrace.Entry register, String... texts) {
        long from = register.micros();
        for (String text : texts) {
            SipTrace.Entry taken = delivered(text);
            assertThat(taken.micros() - from)
                    .as("microseconds from the REGISTER, or the answer to the message before, to \"%s\"", text)
                    .isBetween(0L, SECOND);
            from = response(taken).orElseThrow().micros();
        }
    }

    /** The one request with that text that was answered 200. */
    private SipTrace.Entry delivered(String text) {
        String octets = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Predicate<SipTrace.Entry> wanted =
                each -> each.sent() && each.request("MESSAGE") && each.text().endsWith("\r\n\r\n" + octets);
        List<SipTrace.Entry> all = trace().stream().filter(wanted).toList();
        List<String> taken = all.stream()
                .filter(each -> response(each).isPresent())
                .map(SipTrace.Entry::branch)
                .distinct()
                .toList();
        assertThat(taken).as("transactions in which a device took \"%s\"", text).hasSize(1);
        return all.stream()
                .filter(each -> each.branch().equals(taken.getFirst()))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<SipTrace.Entry> response(SipTrace.Entry request) {
        return trace().stream()
                .filter(each -> !each.sent()
                        && each.response(200, "MESSAGE")
                        && each.branch().equals(request.branch()))
                .findFirst();
    }

    // ---- the tests

    @ParameterizedTest
    @CsvSource({
        "BARESIP, udp", "TWINKLE, udp", "LIBPURPLE, udp", "LINPHONE, udp",
        "BARESIP, tcp", "TWINKLE, tcp", "LIBPURPLE, tcp", "LINPHONE, tcp"
    })
    void phoneThatUnregisteredGetsWhatWasAcceptedOnceAndAtOnce(RealPhone.Program program, String transport)
            throws IOException {
        returns(program, transport, RealPhone::leaves);
    }

    @ParameterizedTest
    @CsvSource({
        "BARESIP, udp", "TWINKLE, udp", "LIBPURPLE, udp", "LINPHONE, udp",
        "BARESIP, tcp", "TWINKLE, tcp", "LIBPURPLE, tcp", "LINPHONE, tcp"
    })
    void phoneThatWasKilledGetsWhatWasAcceptedOnceAndAtOnce(RealPhone.Program program, String transport)
            throws IOException {
        returns(program, transport, RealPhone::crashes);
    }

    private void returns(RealPhone.Program program, String transport, Consumer<RealPhone> leave)
            throws IOException {
        long begin = now();
        RealPhone before = start(program, transport);
        assertThat(write("while it is here")).isEqualTo(200);
        before.shows("while it is here");
        leave.accept(before);
        assertThat(write(FIRST)).isEqualTo(202);
        assertThat(write(SECOND_TEXT)).isEqualTo(202);
        takePortOf(registration(begin));
        long back = now();
        RealPhone after = start(program, transport);
        after.shows(FIRST);
        after.shows(SECOND_TEXT);
        assertThat(write("here again")).isEqualTo(200);
        after.shows("here again");
        deliveredInTime(registration(back), FIRST, SECOND_TEXT);
        leave.accept(after);
        RealPhone last = start(program, transport);
        assertThat(write("the end")).isEqualTo(200);
        last.shows("the end");
        String shown = before.said() + after.said() + last.said();
        for (String text : List.of("while it is here", FIRST, SECOND_TEXT, "here again", "the end"))
            assertThat(shown).containsOnlyOnce(text);
        deliveredInTime(registration(back), FIRST, SECOND_TEXT);
    }
}
