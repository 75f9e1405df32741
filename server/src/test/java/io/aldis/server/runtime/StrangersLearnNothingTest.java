package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TlsSettings;
import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.Guessing;
import io.aldis.server.MailStores;
import io.aldis.server.Policy;
import io.aldis.server.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An unauthenticated sender writes to bob, who is registered, carol, who is absent, dave, who never registered, and an unknown user: the
 * responses are equal in every octet but the sender's own.
 */
class StrangersLearnNothingTest {
    private static final List<String> USERS = List.of("bob", "carol", "dave", "nobody");
    private static final ServerSettings CLOSED = ServerSettings.of(List.of("example.com"))
            .with(ServerSettings::rateLimits)
            .of(TestServer.PATIENT)
            .with(ServerSettings::patience)
            .of(Duration.ofSeconds(1))
            .with(ServerSettings::trust)
            .by(it -> it.in(address -> address.getHostAddress().equals("127.0.0.9")));
    private static final ServerSettings OPEN = CLOSED.with(ServerSettings::foreign)
            .of(Foreign.DEFAULT.with(Foreign::from).of(Domains.ALL));

    private static final String CAROL = "<sip:carol@{me}>;+sip.instance=\"<urn:uuid:c>\"";

    private final MemoryStore store = new MemoryStore();
    private TestServer aldis;
    private Phone bob;
    private Phone stranger;
    private int sent;

    @BeforeEach
    void open() {
        open(opened(OPEN, true));
    }

    private TestServer opened(ServerSettings settings, boolean mailboxes) {
        var mail = new MemoryMail();
        return mailboxes
                ? TestServer.keeping(settings, store, new MailStores(mail, mail))
                : TestServer.with(settings, store);
    }

    private void open(TestServer opened) {
        for (String user : List.of("carol", "dave")) store.put(TestServer.account(user, "example.com", user));
        aldis = opened;
        bob = Wires.udp(aldis.server, "127.0.0.9");
        aldis.register(bob, "bob", "<sip:bob@{me}>");
        try (Phone carol = Wires.udp(aldis.server, "127.0.0.9")) {
            aldis.register(carol, "carol", CAROL);
            aldis.unregister(carol, "carol", CAROL);
        }
        stranger = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        stranger.close();
        bob.close();
        aldis.close();
    }

    private void reopen(ServerSettings settings, boolean mailboxes) {
        close();
        open(opened(settings, mailboxes));
    }

    private String request(String method, String user) {
        String uri = "sip:" + user + "@example.com";
        String text = method.equals("MESSAGE") ? Say.message(uri) : Say.request(method, uri);
        return text.replace("M1", "M" + ++sent);
    }

    private Heard hears(String request) {
        Heard answer = stranger.send(request).hear("SIP/2.0");
        return answer.code() == 100 ? stranger.hear("SIP/2.0") : answer;
    }

    private static String anonymous(Heard answer, String user) {
        return answer.text()
                .replaceAll("tag=a\\w+", "tag")
                .replaceAll("nonce=\"[^\"]+\"", "nonce")
                .replaceAll("M\\d+", "M")
                .replaceAll("Date: .*", "Date")
                .replace("sip:" + user + "@", "sip:user@");
    }

    /** @return what all of them are answered */
    private String allAlike(String method, String lines) {
        List<String> heard = USERS.stream()
                .map(user -> anonymous(hears(ServerWithPasswords.with(lines, request(method, user))), user))
                .distinct()
                .toList();
        assertThat(heard).as(method + ' ' + lines).hasSize(1);
        return heard.getFirst();
    }

    /** What was refused was not accepted: the same request by another path is no copy of an accepted one. */
    @ParameterizedTest
    @ValueSource(strings = {"bob", "carol", "nobody"})
    void refusedMessageIsRefusedAgainForTheSameReason(String user) {
        reopen(OPEN, true);
        try (Phone tcp = Phone.tcp(aldis.server)) {
            String large = request("MESSAGE", user)
                    .replace("Content-Length: 2\n\nhi", "Content-Length: 65000\n\n" + "x".repeat(65_000));
            tcp.send(large).hear("SIP/2.0 513");
            tcp.send(large.replace("branch=z9hG4bKM", "branch=z9hG4bKN")).hear("SIP/2.0 513");
        }
    }

    /** The same request by two paths: accepted once, for everybody alike. */
    @Test
    void sameRequestByAnotherPathIsAnsweredAlike() {
        List<String> heard = USERS.stream()
                .map(user -> {
                    String first = request("MESSAGE", user);
                    hears(first);
                    return anonymous(hears(first.replace("branch=z9hG4bKM", "branch=z9hG4bKN")), user)
                            .replaceAll("bKN\\d+", "bK");
                })
                .distinct()
                .toList();
        assertThat(heard).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MESSAGE",
                "OPTIONS",
                "INVITE",
                "SUBSCRIBE",
                "NOTIFY",
                "PUBLISH",
                "INFO",
                "REFER",
                "UPDATE",
                "BYE",
                "PRACK",
                "FROBNICATE"
            })
    void usersAreAnsweredAlikeForEveryMethod(String method) {
        assertThat(allAlike(method, "")).startsWith(method.equals("MESSAGE") ? "SIP/2.0 202 " : "SIP/2.0 480 ");
        aldis.settles();
        reopen(CLOSED, true);
        assertThat(allAlike(method, ""))
                .startsWith("SIP/2.0 403 Senders of other domains are not accepted here (to accept them: foreign.from:"
                        + " all)\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REGISTER", "MESSAGE", "OPTIONS", "INVITE", "SUBSCRIBE"})
    void usersAreChallengedAlikeWhenTheSenderClaimsToBeOne(String method) {
        List<String> heard = USERS.stream()
                .map(user -> {
                    String request = request(method, user).replace("alice@example.net", user + "@example.com");
                    if (method.equals("REGISTER"))
                        request = request.replaceFirst("sip:" + user + "@example.com SIP", "sip:example.com SIP");
                    return anonymous(hears(request), user);
                })
                .distinct()
                .toList();
        assertThat(heard).hasSize(1);
        assertThat(heard.getFirst()).startsWith(method.equals("REGISTER") ? "SIP/2.0 401" : "SIP/2.0 407");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Expires: 0\n",
                "Expires: 3600\n",
                "Require: foo\n",
                "Max-Breadth: 1\n",
                "Privacy: id\n",
                "Content-Disposition: render\n"
            })
    void messagesWithOtherHeadersAreAnsweredAlike(String lines) {
        allAlike("MESSAGE", lines);
    }

    @Test
    void usersAreAnsweredAlikeWithoutMailboxes() {
        reopen(OPEN, false);
        assertThat(allAlike("MESSAGE", "")).startsWith("SIP/2.0 480 ");
        assertThat(allAlike("INVITE", "")).startsWith("SIP/2.0 480 ");
        bob.hearsNothing();
    }

    @Test
    void messageReachesTheDeviceAfterThe202() {
        assertThat(hears(request("MESSAGE", "bob")).code()).isEqualTo(202);
        bob.answer(bob.hear("MESSAGE"), "200 OK");
        stranger.send(request("MESSAGE", "carol")).hear("SIP/2.0 202");
        try (Phone carol = Wires.udp(aldis.server, "127.0.0.9")) {
            aldis.register(carol, "carol", CAROL);
            carol.answer(carol.hear("MESSAGE"), "200 OK");
        }
    }

    @Test
    void tooLargeMessageGets513ForEveryUser() {
        var answers = USERS.stream().map(user -> {
            try (Phone tcp = Phone.tcp(aldis.server)) {
                String body = "x".repeat(70_000);
                return tcp.send(request("MESSAGE", user)
                                .replace("Content-Length: 2\n\nhi", "Content-Length: 70000\n\n" + body))
                        .hear("SIP/2.0")
                        .code();
            }
        });
        assertThat(answers.toList()).containsExactly(513, 513, 513, 513);
    }

    @Test
    void policyOfAnAccountIsNotRevealedToStrangers() {
        store.put(TestServer.account("carol", "example.com", "carol")
                .with(Policy.of(List.of("block strangers", "types text/html", "size 1"))));
        store.put(TestServer.account("dave", "example.com", "dave")
                .with(Policy.of(List.of("types text/html", "size 1"))));
        aldis.settles();
        assertThat(allAlike("MESSAGE", "")).startsWith("SIP/2.0 202 ");
        assertThat(allAlike("INVITE", "")).startsWith("SIP/2.0 480 ");
        aldis.settles();
        reopen(
                OPEN.with(ServerSettings::policies)
                        .of(Map.of("example.com", Policy.of(List.of("block *@example.net")))),
                true);
        assertThat(allAlike("MESSAGE", "")).startsWith("SIP/2.0 403 Forbidden");
    }

    /** The user has asked for that word. */
    @Test
    void policyOfAUserMayGive607Or603() {
        store.put(
                TestServer.account("carol", "example.com", "carol").with(Policy.of(List.of("unwanted *@example.net"))));
        store.put(TestServer.account("dave", "example.com", "dave").with(Policy.of(List.of("reject strangers"))));
        aldis.settles();
        assertThat(hears(request("MESSAGE", "carol")).startLine()).isEqualTo("SIP/2.0 607 Unwanted");
        assertThat(hears(request("INVITE", "dave")).startLine()).isEqualTo("SIP/2.0 603 Decline");
    }

    @Test
    void gruuIsAnsweredAlikeWhetherItsDeviceExistsOrNot() {
        String gr = ";gr=urn:uuid:00000000-0000-1000-8000-000000000001";
        for (String method : List.of("MESSAGE", "OPTIONS", "INVITE")) {
            List<String> heard = USERS.stream()
                    .map(user ->
                            anonymous(hears(request(method, user).replace("@example.com", "@example.com" + gr)), user))
                    .distinct()
                    .toList();
            assertThat(heard).as(method).hasSize(1);
        }
    }

    /** The middle one of many: what a single one waits for a busy machine says nothing. */
    @Test
    void usersAreAnsweredAfterTheSameTime() {
        long[] middles = middleTimes(stranger, user -> request("MESSAGE", user));
        assertAlike(middles, 40);
        assertThat(Duration.ofNanos(middles[0])).isGreaterThan(Duration.ofMillis(150));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "INVITE", "SUBSCRIBE", "INFO"})
    void usersAreAnsweredAfterTheSameTimeForOtherMethods(String method) {
        assertAlike(middleTimes(stranger, user -> request(method, user)), 40);
        try (Phone tcp = Phone.tcp(aldis.server)) {
            assertAlike(middleTimes(tcp, user -> request(method, user)), 40);
        }
    }

    @TempDir
    private Path keys;

    /** In a browser, and over TLS without a certificate of his own. */
    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "OPTIONS", "INVITE"})
    void usersAreAnsweredAfterTheSameTimeOverWebSocketAndTls(String method) {
        var authority = new TestAuthority("authority");
        var own = authority.issue(keys, "server", Holder.of("server", "dns:example.com"));
        for (ServerSettings settings : List.of(OPEN, CLOSED)) {
            close();
            var mail = new MemoryMail();
            open(TestServer.keepingOverTls(
                    settings,
                    store,
                    new MailStores(mail, mail),
                    new TlsSettings(Optional.of(own), Optional.of(authority.file(keys)))));
            try (Phone web = Wires.ws(aldis.server);
                    Phone tls = Wires.tls(aldis.server, authority.file(keys))) {
                assertAlike(middleTimes(web, user -> request(method, user)), 40);
                assertAlike(middleTimes(tls, user -> request(method, user)), 40);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "OPTIONS", "INVITE", "SUBSCRIBE"})
    void usersAreAnsweredAfterTheSameTimeWhenOtherDomainsAreRefused(String method) {
        reopen(CLOSED, true);
        assertAlike(middleTimes(stranger, user -> request(method, user)), 20);
        try (Phone tcp = Phone.tcp(aldis.server)) {
            assertAlike(middleTimes(tcp, user -> request(method, user)), 20);
        }
    }

    /** Challenges without credentials, and with a password that is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "REGISTER"})
    void senderThatClaimsToBeAUserIsAnsweredAfterTheSameTime(String method) {
        reopen(
                CLOSED.with(ServerSettings::guessing)
                        .of(Guessing.DEFAULT
                                .with(Guessing::perAddress)
                                .of(1000)
                                .with(Guessing::perAccount)
                                .of(1000)
                                .with(Guessing::forgotten)
                                .of(Duration.ofMinutes(10))),
                true);
        assertAlike(middleTimes(stranger, user -> claiming(method, user)), 20);
        assertAlike(middleTimes(stranger, user -> guessing(method, user)), 20);
    }

    private String claiming(String method, String user) {
        return request(method, user)
                .replace("alice@example.net", user + "@example.com")
                .replaceFirst("REGISTER sip:" + user + '@', "REGISTER sip:");
    }

    private String guessing(String method, String user) {
        Heard challenge = hears(claiming(method, user));
        String uri = method.equals("REGISTER") ? "sip:example.com" : "sip:" + user + "@example.com";
        return ServerWithPasswords.with(
                new Proof(user, "guess", "MD5").line(challenge, method, uri), claiming(method, user));
    }

    private static void assertAlike(long[] middles, int milliseconds) {
        assertThat(Duration.ofNanos(middles[middles.length - 1] - middles[0]))
                .isLessThan(Duration.ofMillis(milliseconds));
    }

    /** In turns, so that a machine that becomes busy is so for all of them. @return one for each user, in ascending order */
    private long[] middleTimes(Phone phone, UnaryOperator<String> request) {
        long[][] times = new long[USERS.size()][9];
        for (int i = 0; i < 9; i++)
            for (int user = 0; user < times.length; user++)
                times[user][i] = time(phone, request.apply(USERS.get(user)), USERS.get(user));
        return Arrays.stream(times)
                .mapToLong(each -> Arrays.stream(each).sorted().toArray()[4])
                .sorted()
                .toArray();
    }

    private long time(Phone phone, String request, String user) {
        long before = System.nanoTime();
        Heard answer = phone.send(request).hear("SIP/2.0");
        while (answer.code() == 100) answer = phone.hear("SIP/2.0");
        long after = System.nanoTime();
        if (answer.code() == 202 && user.equals("bob")) bob.answer(bob.hear("MESSAGE"), "200 OK");
        return after - before;
    }
}
