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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Phones that return with another port, connection, user part of the contact or instance id. Messages accepted meanwhile reach them once, within
 * a second of their REGISTER. The times are those of the server's system calls.
 */
@Timeout(180)
class ReturningPhonesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SECOND = 1_000_000;
    private static final int USERS = 40;
    private static final String FIRST = "first 你好, Grüße";
    private static final String SECOND_TEXT = "and second";
    private static final Pattern WS = Pattern.compile("ws:127\\.0\\.0\\.1:(\\d+)");
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
        try {
            await().atMost(PATIENCE).until(() -> findRegistration(now).isPresent());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not registered: " + phone.said(), e);
        }
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
        send(text);
        return SipText.code(sender.await("SIP/2.0 "));
    }

    /** By the phone, or by the mailbox, behind those that the server takes to be on their way to it. */
    private void taken(String text) throws IOException {
        assertThat(write(text)).isBetween(200, 202);
    }

    private void send(String text) throws IOException {
        sender.send(
                """
            MESSAGE sip:%1$s@example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK%2$d
            Max-Forwards: 70
            From: <sip:alice@example.com>;tag=a
            To: <sip:%1$s@example.com>
            Call-ID: %2$d
            CSeq: 1 MESSAGE
            Content-Type: text/plain;charset=UTF-8
            Content-Length: %3$d

            %4$s""".formatted(user, System.nanoTime(), text.getBytes(StandardCharsets.UTF_8).length, text), trusted);
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
        Predicate<SipTrace.Entry> wanted = each -> each.sent()
                && each.request("MESSAGE")
                && each.text().contains("<sip:" + user + "@")
                && each.text().endsWith("\r\n\r\n" + octets);
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
    void phoneThatUnregisteredGetsAcceptedMessagesOnceAndAtOnce(RealPhone.Program program, String transport)
            throws IOException {
        returns(program, transport, RealPhone::leaves);
    }

    @ParameterizedTest
    @CsvSource({
        "BARESIP, udp", "TWINKLE, udp", "LIBPURPLE, udp", "LINPHONE, udp",
        "BARESIP, tcp", "TWINKLE, tcp", "LIBPURPLE, tcp", "LINPHONE, tcp"
    })
    void killedPhoneGetsAcceptedMessagesOnceAndAtOnce(RealPhone.Program program, String transport) throws IOException {
        returns(program, transport, RealPhone::crashes);
    }

    /** A6: the message is on its way to the port that the phone had when the phone registers from another. */
    @ParameterizedTest
    @EnumSource(RealPhone.Program.class)
    void phoneThatReturnsDuringADeliveryGetsTheMessageOnceAndAtOnce(RealPhone.Program program) throws IOException {
        long begin = now();
        RealPhone before = start(program, "udp");
        before.crashes();
        takePortOf(registration(begin));
        long back = now();
        send(FIRST);
        RealPhone after = start(program, "udp");
        after.shows(FIRST);
        assertThat(SipText.code(sender.await("SIP/2.0 "))).isBetween(200, 202);
        taken("here again");
        after.shows("here again");
        SipTrace.Entry register = registration(back);
        deliveredInTime(register, FIRST);
        assertThat(after.said()).containsOnlyOnce(FIRST);
    }

    /** What happens to a page with a phone in it. */
    enum Away {
        /** It unregisters first. */
        STOP,
        /** It is gone, as in a reload, and comes back. */
        RELOAD,
        /** The browser is killed, and another one is started. */
        KILL
    }

    @ParameterizedTest
    @CsvSource({"jssip, RELOAD", "jssip, STOP", "jssip, KILL", "sipjs, RELOAD"})
    void reloadedPageGetsAcceptedMessagesOnceAndAtOnce(String kind, Away away) throws IOException {
        Browser before = browse(kind);
        before.says("registered");
        taken("while it is here");
        before.says("heard while it is here");
        leaves(before, away);
        assertThat(write(FIRST)).isEqualTo(202);
        assertThat(write(SECOND_TEXT)).isEqualTo(202);
        long back = now();
        Browser after = returns(before, kind, away);
        after.says("heard " + FIRST);
        after.says("heard " + SECOND_TEXT);
        deliveredInTime(registration(back), FIRST, SECOND_TEXT);
        leaves(after, away);
        assertThat(write("the end")).isEqualTo(202);
        Browser last = returns(after, kind, away);
        last.says("heard the end");
        deliveredInTime(registration(back), FIRST, SECOND_TEXT);
        var shown = new HashSet<>(List.of(before, after, last))
                .stream().flatMap(each -> each.saidSoFar().stream()).toList();
        for (String text : List.of("while it is here", FIRST, SECOND_TEXT, "the end"))
            assertThat(shown).containsOnlyOnce("heard " + text);
    }

    private Browser browse(String kind) {
        Matcher port = WS.matcher(server.orElseThrow().process().said());
        assertThat(port.find()).as("the port of ws").isTrue();
        var making = new WebPhone.Making(kind, "ws://127.0.0.1:" + port.group(1), folder, "new");
        var browser = new Browser(folder.resolve(user + "-" + starts++), making, user, "secret");
        open.add(browser);
        return browser;
    }

    private static void leaves(Browser browser, Away away) {
        if (away == Away.STOP) {
            browser.tell("stop");
            browser.says("unregistered");
        }
        if (away == Away.KILL) browser.crashes();
        else browser.leavesPage();
    }

    private Browser returns(Browser before, String kind, Away away) {
        if (away == Away.KILL) return browse(kind);
        before.returnsToPage();
        return before;
    }

    private void returns(RealPhone.Program program, String transport, Consumer<RealPhone> leave) throws IOException {
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
        taken("here again");
        after.shows("here again");
        deliveredInTime(registration(back), FIRST, SECOND_TEXT);
        leave.accept(after);
        RealPhone last = start(program, transport);
        taken("the end");
        last.shows("the end");
        String shown = before.said() + after.said() + last.said();
        for (String text : List.of("while it is here", FIRST, SECOND_TEXT, "here again", "the end"))
            assertThat(shown).containsOnlyOnce(text);
        deliveredInTime(registration(back), FIRST, SECOND_TEXT);
    }
}
