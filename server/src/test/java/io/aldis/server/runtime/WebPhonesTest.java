package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailStores;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Transport;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A phone in a browser (RFC 7118), bob's, and a desk phone, alice's. */
class WebPhonesTest {
    private static final String CONTACT = "<sip:k8s2@{me};transport=ws>";

    private final MemoryMail mail = new MemoryMail();
    private TestServer aldis;
    private Phone bob;
    private Phone alice;

    @BeforeEach
    void open() {
        start(TestServer.TRUSTING);
    }

    private void start(ServerSettings settings) {
        aldis = TestServer.forBrowsers(settings, new MailStores(mail, mail));
        bob = Wires.ws(aldis.server);
        alice = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        bob.close();
        alice.close();
        aldis.close();
    }

    private String server(Transport transport) {
        return Wires.text(Wires.address(aldis.server, transport));
    }

    @Test
    @Tag("7118-8-01")
    @Tag("7118-5.1-01")
    @Tag("7118-5.2-01")
    void messageReachesABrowserOverItsSocket() {
        aldis.register(bob, "bob", CONTACT);
        alice.send(Say.message("sip:bob@example.com").replace("hi", "你好").replace("Length: 2", "Length: 6"));
        Heard message = bob.hear("MESSAGE sip:k8s2@" + bob.address() + ";transport=ws SIP/2.0");
        assertThat(message.all("Via").getFirst()).startsWith("SIP/2.0/WS " + server(Transport.WS) + ";branch=");
        assertThat(message.bodyText()).isEqualTo("你好");
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("7118-5.4-01")
    @Tag("7118-5-02")
    void messageOfABrowserReachesADeskPhone() {
        aldis.register(alice, "alice", "<sip:alice@{me}>");
        bob.send(Say.message("sip:alice@example.com").replace("Content-Length: 2\n", ""));
        Heard message = alice.hear("MESSAGE sip:alice@");
        assertThat(message.all("Via").getFirst()).startsWith("SIP/2.0/UDP ");
        assertThat(message.bodyText()).isEqualTo("hi");
        alice.answer(message, "200 OK");
        bob.hear("SIP/2.0 200");
    }

    @Test
    void messageBetweenTwoBrowsersIsDelivered() {
        aldis.register(bob, "bob", CONTACT);
        try (Phone other = Wires.ws(aldis.server)) {
            other.send(Say.message("sip:bob@example.com"));
            bob.answer(bob.hear("MESSAGE"), "200 OK");
            other.hear("SIP/2.0 200");
        }
    }

    @Test
    void browserAuthenticatesByDigest() {
        close();
        start(TestServer.SETTINGS);
        String register = Say.register(CONTACT);
        bob.send(register);
        String proof = Proof.BOB.line(bob.hear("SIP/2.0 401"), "REGISTER", "sip:example.com");
        bob.send(
                register.replace("M1", "M2").replace("1 REGISTER", "2 REGISTER").replace("Max-F", proof + "Max-F"));
        assertThat(bob.hear("SIP/2.0 200").header("Contact")).startsWith("<sip:k8s2@" + bob.address());
        String message = Say.message("sip:bob@example.com").replace("alice@example.net", "bob@example.com");
        bob.send(message.replace("M1", "M3"));
        String again = Proof.BOB.line(bob.hear("SIP/2.0 407"), "MESSAGE", "sip:bob@example.com");
        bob.send(message.replace("M1", "M4").replace("Max-F", again + "Max-F"));
        Heard own = bob.hear("MESSAGE");
        bob.answer(own, "200 OK");
        bob.hear("SIP/2.0 200");
    }

    private Heard bindings() {
        String ask = Say.register("x").replace("Contact: x\n", "").replace("M1", "M" + System.nanoTime());
        return alice.send(ask).hear("SIP/2.0 200");
    }

    private void hungUp() {
        bob.close();
        TestServer.until("the binding is gone", () -> !bindings().has("Contact"));
    }

    @Test
    @Tag("7118-8-01")
    void bindingOfABrowserEndsWithItsSocketAndMessagesAreKept() {
        aldis.register(bob, "bob", CONTACT);
        assertThat(bindings().all("Contact")).hasSize(1);
        hungUp();
        alice.send(Say.message("sip:bob@example.com"));
        alice.hear("SIP/2.0 202");
        bob = Wires.ws(aldis.server);
        aldis.register(bob, "bob", "<sip:other@{me};transport=ws>");
        Heard message = bob.hear("MESSAGE sip:other@");
        assertThat(message.bodyText()).isEqualTo("hi");
        bob.answer(message, "200 OK");
    }

    @Test
    void reloadedPageDoesNotFillTheContacts() {
        for (int i = 0; i < 15; i++) {
            aldis.register(bob, "bob", "<sip:page" + i + "@{me};transport=ws>");
            hungUp();
            bob = Wires.ws(aldis.server);
        }
        aldis.register(bob, "bob", CONTACT);
        assertThat(bindings().all("Contact")).hasSize(1);
    }

    @Test
    void secondSocketOfADeviceReplacesTheFirst() {
        String device = CONTACT + ";+sip.instance=\"<urn:uuid:a>\";reg-id=1";
        aldis.register(bob, "bob", device);
        try (Phone before = bob) {
            bob = Wires.ws(aldis.server);
            aldis.register(bob, "bob", device);
            before.hearsNothing();
        }
        alice.send(Say.message("sip:bob@example.com"));
        bob.answer(bob.hear("MESSAGE"), "200 OK");
        alice.hear("SIP/2.0 200");
        assertThat(bindings().all("Contact")).hasSize(1);
    }

    @Test
    @Tag("7118-9.2-01")
    void sipsMessageIsRefusedOverAnUnencryptedWebSocket() {
        aldis.register(bob, "bob", CONTACT);
        alice.send(Say.message("sips:bob@example.com"));
        assertThat(alice.hear("SIP/2.0 480").header("Warning")).contains("380");
        bob.send(Say.message("sips:alice@example.com").replace("M1", "M2"));
        assertThat(bob.hear().code()).isEqualTo(480);
        bob.hearsNothing();
    }

    /** The BYE of the desk comes back over the socket, though the browser calls itself otherwise in a call (;ob). */
    @Test
    @Tag("7118-5.2-01")
    void callWithABrowserIsRecordRoutedForBothSides() {
        aldis.register(bob, "bob", CONTACT);
        alice.send(TlsTest.invite("sip:bob@example.com", "<sip:alice@{me}>"));
        Heard invite = bob.hear("INVITE");
        List<String> route = List.of(invite.header("Record-Route").split(", "));
        assertThat(route.getFirst())
                .startsWith("<sip:" + server(Transport.WS) + ";transport=ws;")
                .endsWith(";lr>");
        assertThat(route.getLast())
                .startsWith("<sip:" + server(Transport.UDP) + ";")
                .doesNotContain("transport");
        String routes = "Record-Route: " + invite.header("Record-Route");
        bob.answer(invite, "200 OK", routes, bob.wire("Contact: <sip:k8s2@{me};transport=ws;ob>"));
        Heard ok = alice.hear("SIP/2.0 100").startLine().isEmpty() ? alice.hear() : alice.hear("SIP/2.0 200");
        String back = "Route: " + route.getLast() + ", " + route.getFirst() + "\n";
        String uri = "sip:k8s2@" + bob.address() + ";transport=ws;ob";
        String to = "To: " + ok.header("To");
        String ack = Say.request("ACK", uri).replace("To: <" + uri + ">", to).replace("Max-F", back + "Max-F");
        alice.send(ack.replace("bKM1", "bKack"));
        assertThat(bob.hear("ACK").requestUri()).isEqualTo(uri);
        alice.send(ack.replace("bKM1", "bKbye").replace("ACK", "BYE").replace("CSeq: 1", "CSeq: 2"));
        Heard bye = bob.hear("BYE");
        assertThat(bye.has("Route")).isFalse();
        bob.answer(bye, "200 OK");
        alice.hear("SIP/2.0 200");
    }
}
