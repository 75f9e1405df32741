package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices with outbound flows (RFC 5626): choice of the flow, response of the registrar, and bindings whose flow has closed. */
class OutboundTest extends ServerWithMailbox {
    private static final String OFFER = "Supported: path, outbound\nContent-Length";
    private int sent;

    private static String flow(int id) {
        return flow("a", id);
    }

    private static String flow(String instance, int id) {
        return "<sip:bob@{me};transport={transport}>;+sip.instance=\"<urn:uuid:" + instance + ">\";reg-id=" + id;
    }

    private Heard registers(Phone phone, String contact) {
        return phone.send(register(contact)).hear("SIP/2.0 200");
    }

    private String register(String contact) {
        return Say.register(contact).replace("Content-Length", OFFER).replace("z9hG4bKM1", "z9hG4bKo" + ++sent);
    }

    private Heard answer(Phone phone, String request) {
        return phone.send(request).hear();
    }

    private void refused(String request, String status) {
        assertThat(answer(alice, request).startLine()).startsWith("SIP/2.0 " + status);
    }

    private Heard listing() {
        return answer(alice, register("x").replace("Contact: x\n", ""));
    }

    private void leaves(Phone phone) {
        phone.close();
        TestServer.until("the binding is gone", () -> !listing().has("Contact"));
    }

    @Test
    @Tag("5626-6-05")
    @Tag("5626-5.4-03")
    void registerWithRegIdIsAnsweredWithOutboundAndFlowTimer() {
        try (Phone bob = Phone.tcp(aldis.server)) {
            Heard answer = registers(bob, flow(1));
            assertThat(answer.header("Require")).isEqualTo("outbound");
            assertThat(answer.header("Supported")).isEqualTo("path, outbound");
            assertThat(answer.header("Flow-Timer")).isEqualTo("120");
            assertThat(answer.header("Contact")).contains(";reg-id=1");
            Heard without = answer(bob, register(flow(1)).replace("path, outbound", "path"));
            assertThat(without.code()).isEqualTo(200);
            assertThat(without.has("Require")).isFalse();
            assertThat(without.has("Flow-Timer")).isFalse();
        }
    }

    @Test
    @Tag("5626-6-02")
    void regIdWithoutInstanceIsNoFlow() {
        Heard answer = answer(alice, register("<sip:bob@{me}>;reg-id=1"));
        assertThat(answer.header("Contact")).endsWith(";reg-id=1;expires=3600"); // as it was written
        assertThat(answer.has("Require")).isFalse();
        assertThat(answer.has("Flow-Timer")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2147483648", "x", "-1"})
    @Tag("5626-10-01")
    void invalidRegIdGets400(String id) {
        refused(register(flow(1).replace("reg-id=1", "reg-id=" + id)), "400");
        assertThat(listing().has("Contact")).isFalse();
    }

    @Test
    @Tag("5626-6-03")
    void registerWithTwoContactsAndRegIdGets400() {
        refused(register(flow(1) + ", <sip:bob@192.0.2.1>"), "400");
    }

    @Test
    @Tag("5626-6-01")
    @Tag("5626-11.6-01")
    void flowBehindAProxyWithoutObGets439() {
        String far = "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKfar\nMax-F";
        refused(register(flow(1)).replace("Max-F", far), "439 First Hop Lacks Outbound Support");
        refused(register(flow(1)).replace("Max-F", far).replace("Max-F", "Path: <sip:192.0.2.9;lr>\nMax-F"), "439");
        Heard plain = answer(alice, register(flow(1)).replace("Max-F", far).replace("path, outbound", "path"));
        assertThat(plain.header("Contact")).doesNotContain("reg-id");
        Heard edge = answer(
                alice,
                register(flow(1)).replace("Max-F", far).replace("Max-F", "Path: <sip:t@192.0.2.9;lr;ob>\nMax-F"));
        assertThat(edge.header("Require")).isEqualTo("outbound");
        assertThat(edge.header("Path")).isEqualTo("<sip:t@192.0.2.9;lr;ob>");
        assertThat(edge.has("Flow-Timer")).isFalse();
    }

    @Test
    @Tag("5626-6-04")
    @Tag("5626-7-04")
    void newConnectionTakesOverTheFlow() {
        try (Phone before = Phone.tcp(aldis.server);
                Phone bob = Phone.tcp(aldis.server)) {
            registers(before, flow(1));
            assertThat(registers(bob, flow(1)).all("Contact")).hasSize(1);
            alice.send(message("c1", "", "hello"));
            takes(bob, "hello");
            alice.hear("SIP/2.0 200");
            before.hearsNothing();
        }
    }

    @Test
    @Tag("5626-7-01")
    @Tag("5626-6-06")
    void messageIsSentOverOneFlowOfEachDevice() {
        try (Phone first = Phone.tcp(aldis.server);
                Phone second = Phone.udp(aldis.server);
                Phone other = Phone.udp(aldis.server)) {
            registers(first, flow(1));
            aldis.register(other, "bob", "<sip:bob@{me}>");
            assertThat(registers(second, flow(2)).all("Contact")).hasSize(3);
            alice.send(message("c1", "", "hello"));
            takes(second, "hello");
            takes(other, "hello");
            alice.hear("SIP/2.0 200");
            first.hearsNothing();
        }
    }

    @Test
    void twoFlowsMayHaveTheSameContact() {
        try (Phone first = Phone.tcp(aldis.server);
                Phone second = Phone.tcp(aldis.server)) {
            registers(first, flow(1).replace("{me}", "192.0.2.5"));
            assertThat(registers(second, flow(2).replace("{me}", "192.0.2.5")).all("Contact"))
                    .hasSize(2);
        }
    }

    @Test
    @Tag("5626-7-02")
    void nextFlowIsTriedWhenOneHasFailed() {
        Phone second = Phone.tcp(aldis.server);
        try (Phone first = Phone.tcp(aldis.server)) {
            registers(first, flow(1));
            registers(second, flow(2));
            alice.send(message("c1", "", "hello"));
            second.answer(second.hear("MESSAGE"), "430 Flow Failed");
            takes(first, "hello");
            alice.hear("SIP/2.0 200");
            alice.send(message("c2", "", "again"));
            second.hear("MESSAGE");
            second.close();
            takes(first, "again");
            alice.hear("SIP/2.0 200");
            alice.send(message("c3", "", "and again"));
            takes(first, "and again");
            alice.hear("SIP/2.0 200");
        }
    }

    @Test
    @Tag("5626-7-03")
    void refusalOverOneFlowAppliesToAllFlowsOfTheDevice() {
        try (Phone first = Phone.tcp(aldis.server);
                Phone second = Phone.tcp(aldis.server)) {
            registers(first, flow(1));
            registers(second, flow(2));
            alice.send(message("c1", "", "hello"));
            second.answer(second.hear("MESSAGE"), "415 Unsupported Media Type");
            alice.hear("SIP/2.0 415");
            first.hearsNothing();
        }
    }

    /** The contact names a port that nobody listens on: nobody tries it. */
    @Test
    @Tag("5626-7-05")
    void bindingEndsWithItsFlowAndItsMessagesWaitForTheNext() {
        Phone bob = Phone.tcp(aldis.server);
        registers(bob, flow(1));
        leaves(bob);
        accepted("c1", "", "one");
        accepted("c2", "", "two");
        try (Phone again = Phone.tcp(aldis.server)) {
            registers(again, flow(1));
            takes(again, "one");
            takes(again, "two");
        }
    }

    @Test
    void unresolvableContactEndsWithItsConnection() {
        Phone bob = Phone.tcp(aldis.server);
        registers(bob, "<sip:bob@df7jal23ls0d.invalid;transport=ws>");
        leaves(bob);
        accepted("c1", "", "hello");
        try (Phone again = Phone.tcp(aldis.server)) {
            registers(again, "<sip:bob@df7jal23ls0e.invalid;transport=ws>");
        }
    }

    @Test
    @Tag("5626-5.4-03")
    void silentFlowIsClosedAfterFlowTimer() {
        ServerSettings hasty = SETTINGS.with(ServerSettings::registration)
                .of(ServerSettings.Registration.DEFAULT
                        .with(ServerSettings.Registration::flowTimer)
                        .of(Duration.ofSeconds(1)));
        try (TestServer other = TestServer.keeping(hasty, new MemoryStore(), stores());
                Phone asks = Phone.udp(other.server);
                Phone bob = Phone.tcp(other.server)) {
            assertThat(registers(bob, flow(1)).header("Flow-Timer")).isEqualTo("1");
            String question = Say.register("x").replace("Contact: x\n", "");
            boolean there = true;
            for (int i = 0; i < 200 && there; i++) {
                asks.hearsNothing();
                asks.send(question.replace("M1", "Mq" + i));
                there = asks.hear("SIP/2.0 200").has("Contact");
            }
            assertThat(there).isFalse();
        }
    }
}
