package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailStores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A REGISTER with a lower CSeq than its binding: an overtaken packet, or a restarted phone (RFC 3261 §10.3 step 7). */
class FreshNonceTest {
    private TestServer aldis;
    private Phone phone;
    private int sent;

    @BeforeEach
    void open() {
        aldis = TestServer.open(TestServer.SETTINGS);
        phone = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        phone.close();
        aldis.close();
    }

    private String register(int cseq, String lines) {
        return Say.register("x")
                .replace("reg@{me}", "reg@192.0.2.7")
                .replace("Contact: x\n", lines + "\n")
                .replace("CSeq: 1 ", "CSeq: " + cseq + " ")
                .replace("z9hG4bKM1", "z9hG4bKM" + ++sent);
    }

    private Heard challenge(int cseq, String lines) {
        phone.send(register(cseq, lines));
        return phone.hear("SIP/2.0 401");
    }

    private Heard answered(int cseq, String lines, Heard challenge, int count) {
        String proof = Proof.BOB.line(challenge, "REGISTER", "sip:example.com", "%08x".formatted(count));
        phone.send(register(cseq, lines).replace("Max-Forwards", proof + "Max-Forwards"));
        return phone.hear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Contact: <sip:bob@{me}>;expires=600",
                "Contact: <sip:bob@{me}>;expires=0",
                "Contact: *\nExpires: 0",
                "Contact: <sip:bob@{me};ob>;+sip.instance=\"<urn:uuid:1>\";reg-id=1;expires=600"
            })
    void lowerCseqIsAcceptedWhenTheNonceWasIssuedAfterTheBindingWasSet(String lines) {
        String before = lines.contains("instance") ? lines : "Contact: <sip:bob@{me}>;expires=600";
        Heard first = challenge(700, before);
        assertThat(answered(701, before, first, 1).code()).isEqualTo(200);

        Heard afterReboot = challenge(1, lines);
        Heard answer = answered(2, lines, afterReboot, 1);
        assertThat(answer.code()).as(answer.text()).isEqualTo(200);
        assertThat(answer.all("Contact")).hasSize(lines.contains("=600") ? 1 : 0);
    }

    /** The binding has the new number then, and what is lower is overtaken again. */
    @Test
    void cseqOfTheNewNonceReplacesTheOldOneAfterARestart() {
        String contact = "Contact: <sip:bob@{me}>;expires=600";
        assertThat(answered(701, contact, challenge(700, contact), 1).code()).isEqualTo(200);
        Heard afterReboot = challenge(10, contact);
        assertThat(answered(11, contact, afterReboot, 1).code()).isEqualTo(200);
        assertThat(answered(12, contact, afterReboot, 2).code()).isEqualTo(200);
        assertThat(answered(10, contact, afterReboot, 3).code()).isEqualTo(500);
    }

    @Test
    void lowerCseqIsRefusedWhenTheNonceIsOlderThanTheBinding() {
        String contact = "Contact: <sip:bob@{me}>;expires=600";
        Heard first = challenge(99, contact);
        Heard second = challenge(99, contact);
        assertThat(answered(100, contact, first, 1).code()).isEqualTo(200);
        assertThat(answered(98, contact, first, 2).startLine()).isEqualTo("SIP/2.0 500 CSeq out of order");
        assertThat(answered(101, contact, first, 3).code()).isEqualTo(200);
        assertThat(answered(97, contact, first, 4).code()).isEqualTo(500);
        assertThat(answered(97, "Contact: *\nExpires: 0", first, 5).code()).isEqualTo(500);
        assertThat(second.code()).isEqualTo(401);
    }

    /** The server starts again, too: its new key makes the old nonce stale, and the binding is that of the store. */
    @ParameterizedTest
    @CsvSource({"udp, false", "udp, true", "tcp, false", "tcp, true"})
    void lowerCseqIsAcceptedAfterARestartOfPhoneAndServer(String transport, boolean keeping) {
        var store = new MemoryStore();
        var mail = new MemoryMail();
        var stores = new MailStores(mail, mail);
        String contact = "Contact: <sip:bob@192.0.2.7:5062>;expires=600";
        Heard before;
        try (TestServer first = keeping
                        ? TestServer.keeping(TestServer.SETTINGS, store, stores)
                        : TestServer.with(TestServer.SETTINGS, store);
                Phone old = transport.equals("tcp") ? Phone.tcp(first.server) : Phone.udp(first.server)) {
            Phone own = phone;
            phone = old;
            before = challenge(700, contact);
            assertThat(answered(7201, contact, before, 1).code()).isEqualTo(200);
            phone = own;
        }
        try (TestServer second = keeping
                        ? TestServer.keeping(TestServer.SETTINGS, store, stores)
                        : TestServer.with(TestServer.SETTINGS, store);
                Phone started = transport.equals("tcp") ? Phone.tcp(second.server) : Phone.udp(second.server)) {
            Phone own = phone;
            phone = started;
            assertThat(answered(7202, "Contact: *\nExpires: 0", before, 2).code())
                    .as("an old packet")
                    .isEqualTo(401);
            Heard answer = answered(2, contact, challenge(1, contact), 1);
            assertThat(answer.code()).as(answer.text()).isEqualTo(200);
            assertThat(answer.all("Contact")).hasSize(1);
            phone = own;
        }
    }

    /** Two requests of a phone, of which the first took longer on its way: the nonce is that of both. */
    @Test
    void overtakenRegisterGets500AndChangesNothing() {
        String contact = "Contact: <sip:bob@{me}>;expires=600";
        Heard challenge = challenge(1, contact);
        assertThat(answered(3, contact, challenge, 2).code()).isEqualTo(200);
        assertThat(answered(2, "Contact: <sip:bob@{me}>;expires=0", challenge, 1)
                        .code())
                .isEqualTo(500);
        assertThat(answered(4, contact, challenge, 3).all("Contact")).hasSize(1);
    }

    /** Its nonce is used up, whatever its CSeq: the sender is asked anew. */
    @Test
    void repeatedRegisterIsChallengedAsStale() {
        String contact = "Contact: <sip:bob@{me}>;expires=600";
        Heard challenge = challenge(1, contact);
        assertThat(answered(5, contact, challenge, 1).code()).isEqualTo(200);
        Heard again = answered(2, contact, challenge, 1);
        assertThat(again.code()).isEqualTo(401);
        assertThat(again.header("WWW-Authenticate")).contains("stale=true");
    }
}
