package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailStores;
import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxSettings;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import io.aldis.sip.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users whose contacts are other users, or the server: number of requests that one message causes. The server receives what it sends to itself,
 * so {@link TrafficCounters#requests} counts them.
 */
class LoopsTest {
    /** Copies at a time (RFC 5393 §5.3). */
    private static final int BREADTH = 60;

    /** Visits of one copy. */
    private static final int VISITS = 10;

    private final Names dns = new Names();
    private final TestServer aldis = TestServer.asking(dns, TestServer.TRUSTING);
    private final String tcp = Wires.text(Wires.address(aldis.server, Transport.TCP));
    private final Phone alice = Phone.udp(aldis.server);

    @AfterEach
    void close() {
        alice.close();
        aldis.close();
    }

    private void registers(String user, String... contacts) {
        aldis.register(alice, user, String.join(", ", contacts));
    }

    /** That user as somebody elsewhere may name him. Over TCP, where nothing is repeated: each request counts once. */
    private String user(String name, String more) {
        return "<sip:" + name + '@' + tcp + ";transport=tcp" + more + '>';
    }

    private String user(String name) {
        return user(name, "");
    }

    /** How many requests the server has sent to itself when the message has its answer, which begins with that. */
    private long sentFor(String user, String answer) {
        long before = aldis.server.counters().requests();
        alice.send(Say.message("sip:" + user + "@example.com"));
        Heard heard = alice.hear();
        if (heard.code() == 100) heard = alice.hear();
        assertThat(heard.startLine()).startsWith("SIP/2.0 " + answer);
        aldis.settles();
        return aldis.server.counters().requests() - before - 1;
    }

    @Test
    @Tag("5393-4.1-01")
    void twoUsersRegisteredToEachOtherGet482() {
        registers("u0", user("u1"));
        registers("u1", user("u0"));
        assertThat(sentFor("u0", "482 Loop Detected")).isEqualTo(3);
    }

    @Test
    @Tag("5393-4.1-01")
    void ringOfUsersGets482() {
        for (int i = 0; i < 5; i++) registers("u" + i, user("u" + (i + 1) % 5));
        assertThat(sentFor("u0", "482 Loop Detected")).isEqualTo(6);
    }

    /** Each user has both neighbours: two copies at each, of the breadth that is left. */
    @Test
    @Tag("5393-4.1-01")
    void ringInBothDirectionsIsLimitedByMaxBreadth() {
        for (int i = 0; i < 5; i++) registers("u" + i, user("u" + (i + 1) % 5), user("u" + (i + 4) % 5));
        assertThat(sentFor("u0", "4")).isBetween(10L, (long) BREADTH * VISITS);
    }

    /** The most that anybody can make of it: a tree as broad as it may be, and a path for each of its leaves. */
    @Test
    @Tag("5393-5.7-01")
    void treeWithLongBranchesIsLimitedByVisits() {
        for (int i = 0; i < 5; i++) registers("t" + i, user("t" + (i + 1), ";n=a"), user("t" + (i + 1), ";n=b"));
        for (int i = 5; i < 90; i++) registers("t" + i, user("t" + (i + 1)));
        assertThat(sentFor("t0", "4")).isBetween(100L, (long) BREADTH * VISITS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:bob@{server};transport=udp>",
                "<sip:bob@{tcp};transport=tcp>",
                "<sip:bob@example.com>",
                "<sip:%62ob@EXAMPLE.com;x=y>",
                "<sip:bob@machine.example.net:{port}>",
                "<sip:bob@example.org:{port};maddr=machine.example.net;x>",
            })
    void contactThatIsTheServerItselfEndsTheSearch(String contact) {
        int port = Wires.address(aldis.server, Transport.UDP).getPort();
        dns.srv("_sip._udp.example.com", port);
        registers("bob", contact.replace("{port}", "" + port).replace("{tcp}", tcp));
        assertThat(sentFor("bob", "4")).isBetween(0L, 2L);
    }

    // ---- contacts

    @Test
    void thousandContactsAreRefused() {
        try (Phone phone = Phone.tcp(aldis.server)) {
            phone.send(Say.register(contacts(0, 1000)));
            assertThat(phone.hear().code()).isEqualTo(400);
        }
        try (Phone phone = Phone.tcp(aldis.server)) {
            phone.send(Say.register(contacts(0, 11))).hear("SIP/2.0 403 Forbidden: at most 10 contacts");
        }
        for (int i = 0; i < 10; i++) aldis.register(alice, "bob", contacts(i, i + 1));
        assertThat(aldis.register(alice, "bob", contacts(10, 11)).all("Contact"))
                .as("the oldest that looks like the same phone gives way")
                .hasSize(10);
    }

    private static String contacts(int from, int to) {
        return String.join(
                ", ",
                IntStream.range(from, to)
                        .mapToObj(i -> "<sip:bob@{me};n=" + i + ">")
                        .toList());
    }

    /** Where the operator allows so many: {@code forks} is the most that goes out. */
    @Test
    void messageIsForkedToTwelveContactsAtMost() {
        ServerSettings generous = TestServer.TRUSTING
                .with(ServerSettings::registration)
                .of(ServerSettings.Registration.DEFAULT
                        .with(ServerSettings.Registration::contacts)
                        .of(1000));
        try (TestServer other = TestServer.quick(generous);
                Phone phone = Phone.udp(other.server);
                Phone writes = Phone.udp(other.server)) {
            for (int i = 0; i < 10; i++) other.register(phone, "bob", contacts(100 * i, 100 * i + 100));
            writes.send(Say.message("sip:bob@example.com"));
            List<Heard> copies = new ArrayList<>();
            for (int i = 0; i < 12; i++) copies.add(phone.hear("MESSAGE "));
            phone.hearsNothing();
            for (Heard copy : copies) phone.answer(copy, "486 Busy");
            writes.hear("SIP/2.0 486");
        }
    }

    // ---- mailboxes

    /** Bob is away, then each is the other's contact: what comes out of a mailbox goes into none again, and round no more. */
    @Test
    void messageFromAMailboxIsNotKeptAgain() {
        var mail = new MemoryMail();
        ServerSettings calm =
                ServerWithMailbox.SETTINGS.with(ServerSettings::mailbox).of(MailboxSettings.DEFAULT);
        try (TestServer keeping = TestServer.keeping(calm, new MemoryStore(), new MailStores(mail, mail));
                Phone writes = Phone.udp(keeping.server)) {
            writes.send(ServerWithMailbox.message("c1", "", "hello")).hear("SIP/2.0 202");
            String there = Wires.text(Wires.address(keeping.server, Transport.TCP)) + ";transport=tcp>";
            keeping.register(writes, "alice", "<sip:bob@" + there);
            long before = keeping.server.counters().requests();
            keeping.register(writes, "bob", "<sip:alice@" + there);
            TestServer.until(
                    "it has been tried",
                    () -> messages(mail).getFirst().waiting().getFirst().tries() > 0);
            keeping.settles();
            writes.hearsNothing();
            assertThat(keeping.server.counters().requests() - before - 1).isBetween(1L, (long) VISITS);
            assertThat(messages(mail)).hasSize(1);
        }
    }

    private static List<MailboxEntry> messages(MemoryMail mail) {
        return mail.messages(Aor.parse("sip:bob@example.com"), 0, 100)
                .toCompletableFuture()
                .join();
    }
}
