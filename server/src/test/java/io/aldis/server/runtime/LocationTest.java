package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.server.Registered;
import io.aldis.server.Samples;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The next hop of a registered phone (PHONES 12 and 16 to 18, RFC 3327), and stored bindings. */
class LocationTest {
    private static final Aor BOB = new Aor("bob", "example.com");

    private TestServer aldis;
    private Phone alice;
    private Phone bob;

    @BeforeEach
    void open() {
        aldis = TestServer.open(TestServer.TRUSTING);
        alice = Phone.udp(aldis.server);
        bob = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        aldis.close();
    }

    private void reaches(Phone phone, String requestUri) {
        alice.send(Say.message("sip:bob@example.com").replace("M1", "M" + System.nanoTime()));
        Heard message = phone.hear();
        assertThat(message.requestUri()).isEqualTo(phone.wire(requestUri));
        phone.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    /** PHONES 18: sipsak and SIPp register from one socket for another. */
    @Test
    void contactIsUsedWithoutNat() {
        try (Phone other = Phone.udp(aldis.server)) {
            other.send(Say.register("<sip:bob@" + bob.address() + ">"));
            other.hear("SIP/2.0 200");
            reaches(bob, "sip:bob@{me}");
            other.hearsNothing();
        }
    }

    /** PHONES 18 and 23: libpurple takes an address that is not that of its packets. */
    @Test
    void sourceAddressIsUsedBehindANat() {
        bob.send(Say.register("<sip:bob@10.255.255.1:5099>")
                .replace("{transport} {me};", "UDP 10.255.255.1:5099;rport;"));
        bob.hear("SIP/2.0 200");
        reaches(bob, "sip:bob@10.255.255.1:5099");
    }

    /** PHONES 16: Net::SIP. */
    @Test
    void phoneIsReachedOverItsConnection() {
        try (Phone connected = Phone.tcp(aldis.server)) {
            aldis.register(connected, "bob", "<sip:bob@127.0.0.1:9>");
            reaches(connected, "sip:bob@127.0.0.1:9");
        }
    }

    /** PHONES 17: a contact that nobody could resolve. */
    @Test
    void contactOfAConnectedPhoneMayBeInvalid() {
        try (Phone connected = Phone.tcp(aldis.server)) {
            aldis.register(connected, "bob", "<sip:xyz@df7jal23ls0d.invalid;transport=tcp>");
            reaches(connected, "sip:xyz@df7jal23ls0d.invalid;transport=tcp");
        }
    }

    @Test
    void contactIsUsedWhenItsConnectionIsGone() throws IOException {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String contact = "sip:bob@127.0.0.1:" + listening.getLocalPort() + ";transport=tcp";
            try (Phone connected = Phone.tcp(aldis.server)) {
                aldis.register(connected, "bob", "<" + contact + ">");
                reaches(connected, contact);
            }
            alice.send(Say.message("sip:bob@example.com"));
            try (Phone called = Wires.accepted(listening)) {
                Heard message = called.hear("MESSAGE " + contact);
                called.answer(message, "200 OK");
                alice.hear("SIP/2.0 200");
            }
        }
    }

    @Test
    @Tag("3261-21.4.18-01")
    void userIsUnavailableWhenConnectionAndContactAreDead() {
        try (Phone connected = Phone.tcp(aldis.server)) {
            aldis.register(connected, "bob", "<sip:bob@127.0.0.1:" + Phone.deafPort() + ";transport=tcp>");
        }
        alice.send(Say.message("sip:bob@example.com"));
        alice.hear("SIP/2.0 480");
    }

    @Test
    @Tag("3261-16.9-01")
    void brokenConnectionGives480AtOnce() {
        Phone connected = Phone.tcp(aldis.server);
        aldis.register(connected, "bob", "<sip:bob@{me};transport=tcp>");
        alice.send(Say.message("sip:bob@example.com"));
        connected.hear("MESSAGE");
        connected.close();
        alice.hear("SIP/2.0 480");
    }

    @Test
    @Tag("3327-5.4-01")
    @Tag("3327-5.3-01")
    @Tag("3327-5.3-02")
    @Tag("3261-16.6-10")
    @Tag("3261-16.6-12")
    void messageFollowsThePathOfTheBinding() {
        try (Phone edge = Phone.udp(aldis.server)) {
            String path = "<sip:" + edge.address() + ";lr;x=1>";
            edge.send(Say.register("<sip:bob@192.0.2.77:5099>\nPath: " + path + "\nPath: <sip:second.example;lr>"));
            edge.hear("SIP/2.0 200");
            alice.send(Say.message("sip:bob@example.com"));
            Heard message = edge.hear("MESSAGE sip:bob@192.0.2.77:5099 ");
            assertThat(message.all("Route")).containsExactly(path, "<sip:second.example;lr>");
            edge.answer(message, "200 OK");
            alice.hear("SIP/2.0 200");
        }
    }

    @Test
    @Tag("3261-10.3-14")
    void expiredBindingIsNeitherListedNorUsed() {
        var store = new MemoryStore();
        store.put(new Account(BOB, Map.of()));
        Samples.keep(store, BOB, binding("sip:bob@127.0.0.1:9", Instant.now(), ""));
        try (TestServer other = TestServer.with(TestServer.TRUSTING, store);
                Phone phone = Phone.udp(other.server)) {
            phone.send(Say.message("sip:bob@example.com"));
            phone.hear("SIP/2.0 480");
            phone.send(Say.register("x").replace("Contact: x\n", ""));
            assertThat(phone.hear("SIP/2.0 200").has("Contact")).isFalse();
        }
    }

    /** A disk that is empty, and full or slow when it is told to. */
    private static final class Disk implements BindingStore {
        private volatile CompletableFuture<Void> says = CompletableFuture.allOf();

        @Override
        public void readAll(BiConsumer<Aor, Registered> each) {}

        @Override
        public CompletionStage<Registered> read(Aor aor) {
            return says.thenApply(_ -> Registered.NOTHING);
        }

        @Override
        public CompletionStage<SetResult> compareAndSet(Aor aor, long version, List<Binding> bindings) {
            return says.thenApply(_ -> new SetResult(true, new Registered(bindings, 0)));
        }
    }

    private static Binding binding(String contact, Instant expires, String flow) {
        return new Binding(SipUri.parse(contact), "", expires, "c", 1, List.of(), "", flow, Instant.now());
    }

    /** A connection of this life may have the number of one of the last. */
    @Test
    void flowOfAnEarlierServerProcessIsNotMistakenForANewOne() {
        var store = new MemoryStore();
        Instant later = Instant.now().plusSeconds(600);
        store.put(new Account(BOB, Map.of()));
        Samples.keep(store, BOB, binding("sip:bob@127.0.0.1:9;transport=tcp", later, "tcp-1"));
        try (TestServer other = TestServer.with(TestServer.TRUSTING, store);
                Phone phone = Phone.udp(other.server);
                Phone eve = Phone.tcp(other.server)) {
            other.register(eve, "eve", "<sip:eve@{me};transport=tcp>");
            other.register(phone, "bob", "<sip:bob@{me}>");
            phone.send(Say.message("sip:bob@example.com"));
            phone.answer(phone.hear("MESSAGE sip:bob@" + phone.address()), "200 OK");
            phone.hear("SIP/2.0 200");
            eve.hearsNothing();
        }
    }

    @Test
    void bindingsAreKeptOverARestart() {
        aldis.register(bob, "bob", "<sip:bob@{me}>");
        aldis.close();
        try (TestServer again = TestServer.with(TestServer.TRUSTING, aldis.store);
                Phone carol = Phone.udp(again.server)) {
            carol.send(Say.message("sip:bob@example.com"));
            Heard message = bob.hear("MESSAGE sip:bob@" + bob.address());
            bob.calls(again.server);
            bob.answer(message, "200 OK");
            carol.hear("SIP/2.0 200");
        } finally {
            open();
        }
    }

    @Test
    @Tag("3261-10.3-12")
    @Tag("3261-10.3-01")
    void bindingThatCannotBeStoredGets503() {
        var disk = new Disk();
        try (TestServer other = TestServer.with(TestServer.TRUSTING, disk);
                Phone phone = Phone.udp(other.server)) {
            other.register(phone, "bob", "<sip:bob@{me}>");
            disk.says = CompletableFuture.failedFuture(new StoreException("the disk is full"));
            phone.send(Say.register("<sip:other@{me}>"));
            phone.hear("SIP/2.0 503");
            phone.send(Say.register("x").replace("Contact: x\n", "").replace("M1", "M2"));
            assertThat(phone.hear("SIP/2.0 200").header("Contact")).startsWith(phone.wire("<sip:bob@{me}>"));
        }
    }

    @Test
    void removedAccountIsUnknownAtOnce() {
        aldis.register(bob, "bob", "<sip:bob@{me}>");
        aldis.store.remove(new Aor("bob", "example.com"));
        aldis.settles();
        alice.send(Say.message("sip:bob@example.com"));
        alice.hear("SIP/2.0 404");
    }

    @Test
    void newAccountIsKnownAtOnce() {
        aldis.store.put(TestServer.account("carol", "example.com", "carol"));
        aldis.settles();
        alice.send(Say.message("sip:carol@example.com"));
        alice.hear("SIP/2.0 480");
    }

    @Test
    void ipv6PhonesRegisterAndAreReached() {
        try (TestServer six = TestServer.listening(TestServer.TRUSTING, "udp:[::1]:0", "tcp:[::1]:0")) {
            try (Phone phone = Wires.udp(six.server, "::1");
                    Phone carol = Wires.udp(six.server, "::1")) {
                phone.send(Say.register("<sip:bob@[::1]:{port}>")
                        .replace("{port}", "" + phone.port())
                        .replace("{transport} {me}", "UDP [::1]:" + phone.port()));
                assertThat(phone.hear("SIP/2.0 200").header("Contact")).contains("[::1]");
                carol.send(Say.message("sip:bob@[::1]")
                        .replace("Max-F", "Route: <sip:[::1]:" + server(six) + ";lr>\nMax-F"));
                Heard message = phone.hear("MESSAGE sip:bob@[::1]:" + phone.port());
                assertThat(message.has("Route")).isFalse();
                phone.answer(message, "200 OK");
                carol.hear("SIP/2.0 200");
            }
        }
    }

    private static int server(TestServer aldis) {
        return aldis.server.bound().getFirst().address().getPort();
    }

    @Test
    void serverOnAWildcardListenerRecognisesEachOfItsAddresses() {
        try (TestServer all = TestServer.listening(TestServer.TRUSTING, "udp:0.0.0.0:0");
                Phone phone = Wires.udp(all.server, "127.0.0.1")) {
            phone.send(Say.message("sip:bob@example.com")
                    .replace("Max-F", "Route: <sip:127.0.0.1:" + server(all) + ";lr>\nMax-F"));
            phone.hear("SIP/2.0 480");
        }
    }

    @Test
    void registerIsAnsweredAfterTheWriteToDisk() throws Exception {
        var held = new CompletableFuture<Void>();
        var disk = new Disk();
        disk.says = held;
        try (TestServer other = TestServer.with(TestServer.TRUSTING, disk);
                Phone phone = Phone.udp(other.server)) {
            phone.send(Say.register("<sip:bob@{me}>"));
            phone.hearsNothing();
            CompletableFuture.runAsync(() -> held.complete(null)).get(Phone.LONG, TimeUnit.MILLISECONDS);
            phone.hear("SIP/2.0 200");
        }
    }
}
