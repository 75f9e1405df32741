package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipUri;
import io.aldis.sip.Status;
import io.aldis.testkit.Heard;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Outbound flows of an agent (RFC 5626 §4) and its GRUUs (RFC 5627 §4). */
class OutboundTest {
    private static final String LASTING = "sip:alice@example.com;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String TEMPORARY = "sip:tgruu.7hs==jd7vnzga5w7fajsc7-ajd6fabz0f8g5@example.com;gr";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final BlockingQueue<Registration> heard = new LinkedBlockingQueue<>();

    private <T extends AutoCloseable> T kept(T made) {
        open.addFirst(made);
        return made;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) if (each instanceof ScriptedPeer server) server.thenAnswer(200); // farewells
        for (AutoCloseable each : open) each.close();
    }

    private AgentBuilder alice(ScriptedPeer... servers) {
        return Agent.builder()
                .address("sip:alice@example.com")
                .server(List.of(servers).stream().map(ScriptedPeer::address).toArray(String[]::new))
                .onRegistration(heard::add);
    }

    /** Grants a flow for so many seconds; {@code more} goes behind the Contact, and lines after that. */
    private static ScriptedPeer grants(ScriptedPeer server, int seconds, String more, String... lines) {
        return server.thenAnswer(Status.of(200), request -> {
            var all = new ArrayList<>(List.of(lines));
            String contact = request.headers().get(HeaderName.CONTACT).orElseThrow();
            all.add("Contact: " + contact + more + ";expires=" + seconds);
            return all;
        });
    }

    private static ScriptedPeer grants(ScriptedPeer server) {
        return grants(server, 600, "", "Require: outbound", "Flow-Timer: 1");
    }

    private static String contact(Heard heard) {
        return heard.header(HeaderName.CONTACT);
    }

    private Registration.Bound bound() throws InterruptedException {
        Registration next = heard.poll(20, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(Registration.Bound.class);
        return (Registration.Bound) next;
    }

    // ---- registrations

    @Test
    @Tag("5626-4.1-01")
    @Tag("5626-4.2.1-01")
    void registerHasTheSameInstanceAfterARestart() throws Exception {
        var instance = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        var names = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            var server = kept(grants(ScriptedPeer.udp()));
            kept(alice(server).instance(instance).open()).register();
            var register = server.heard();
            assertThat(register.header(HeaderName.SUPPORTED)).isEqualTo("path, outbound, gruu");
            names.add(contact(register).replaceFirst(".*>;\\+", "+"));
        }
        assertThat(names).containsOnly("+sip.instance=\"<urn:uuid:" + instance + ">\";reg-id=1");
    }

    @Test
    @Tag("5626-4.2.1-02")
    @Tag("5626-10-01")
    void eachServerHasABindingOfItsOwn() throws Exception {
        var first = kept(grants(ScriptedPeer.udp()).seeingThemAt(4000));
        var second = kept(grants(ScriptedPeer.tcp()).seeingThemAt(4000));
        kept(alice(first, second).open()).register();
        Heard one = first.heard();
        Heard other = second.heard();
        assertThat(contact(one)).endsWith(";reg-id=1");
        assertThat(contact(other)).endsWith(";reg-id=2");
        assertThat(other.header(HeaderName.CALL_ID)).isNotEqualTo(one.header(HeaderName.CALL_ID));
        for (int i = 0; i < 2; i++) assertThat(bound().outbound()).isTrue();
    }

    @Test
    @Tag("5626-4.2.1-03")
    void registrarWithoutOutboundGetsAPlainBinding() throws Exception {
        var server = kept(ScriptedPeer.udp().thenAnswer(439).thenBind(600).thenAnswer(200));
        Agent alice = kept(alice(server).open());
        assertThat(((Registration.Bound) alice.register()).outbound()).isFalse();
        assertThat(contact(server.heard())).contains("reg-id=1");
        Heard plain = server.heard();
        assertThat(contact(plain)).doesNotContain("reg-id");
        assertThat(plain.header(HeaderName.SUPPORTED)).isEqualTo("path, gruu");
        alice.unregister();
        assertThat(contact(server.heard())).isEqualTo(contact(plain));
    }

    @Test
    void agentWithoutOutboundSendsNoRegId() throws Exception {
        var server = kept(ScriptedPeer.udp().thenBind(600).thenAnswer(200));
        kept(alice(server).outbound(false).open()).register();
        assertThat(contact(server.heard())).doesNotContain("reg-id");
    }

    @Test
    @Tag("5626-8-02")
    void keepAlivesAreNotSentWithoutOutboundSupport() throws Exception {
        for (var server : List.of(kept(ScriptedPeer.udp()), kept(ScriptedPeer.tcp()))) {
            grants(server, 600, "", "Supported: outbound", "Flow-Timer: 1").thenAnswer(200);
            try (Agent alice = alice(server).open()) {
                alice.register();
                server.heard();
                alice.unregister();
                assertThat(server.heard().header(HeaderName.EXPIRES)).isEqualTo("0");
            }
            assertThat(server.pings())
                    .as("the first would come right behind the answer")
                    .isZero();
        }
    }

    // ---- keep-alives

    @Test
    @Tag("5626-4.2.2-01")
    @Tag("5626-4.4-01")
    void response503ToARefreshKeepsTheFlow() throws Exception {
        var server = kept(ScriptedPeer.tcp().seeingThemAt(4000));
        grants(server, 2, "", "Require: outbound", "Flow-Timer: 1").thenAnswer(503, "Retry-After: 60");
        kept(alice(server).open()).register();
        server.heard();
        server.heardPing();
        server.heard();
        for (int i = server.pings(); i >= 0; i--) server.heardPing();
        server.heardPing();
        assertThat(server.unheard()).isZero();
    }

    @Test
    @Tag("5626-4.4.2-01")
    @Tag("5626-4.5-01")
    void changedMappedAddressRegistersAgainWithTheSameRegId() throws Exception {
        var server = kept(grants(grants(ScriptedPeer.udp()).seeingThemAt(4000)));
        kept(alice(server).open()).register();
        Heard first = server.heard();
        server.heardPing();
        server.seeingThemAt(4001);
        Heard second = server.heard();
        assertThat(contact(second)).isEqualTo(contact(first));
        bound();
        bound();
    }

    @Test
    @Tag("5626-4.5-01")
    void brokenConnectionIsReplaced() throws Exception {
        var server = kept(grants(grants(ScriptedPeer.tcp()).seeingThemAt(4000)));
        kept(alice(server).open()).register();
        Heard first = server.heard();
        bound();
        server.heardPing();
        server.heardPing(); // the first was answered
        server.hangUp();
        assertThat(contact(server.heard())).isEqualTo(contact(first));
        bound();
    }

    // ---- what we send

    @Test
    @Tag("5626-4.3-01")
    void messageUsesTheConnectionOfTheBinding() throws Exception {
        var server = kept(grants(ScriptedPeer.tcp()).thenAnswer(200).seeingThemAt(4000));
        Agent alice = kept(alice(server).open());
        alice.register();
        Heard register = server.heard();
        alice.send(Message.text("sip:bob@example.com", "hello"));
        Heard message = server.heard();
        assertThat(server.connections()).isOne();
        assertThat(message.header(HeaderName.CONTACT)).isEmpty();
        assertThat(register.transport()).isEqualTo(message.transport());
    }

    @Test
    void messageIsSentThroughTheNextServerWhenTheFirstIsDown() throws Exception {
        var gone = ScriptedPeer.tcp();
        var there = kept(grants(ScriptedPeer.udp()).thenAnswer(200).seeingThemAt(4000));
        Agent alice = kept(alice(gone, there).open());
        gone.close();
        assertThat(alice.register()).isInstanceOf(Registration.Bound.class);
        there.heard();
        assertThat(alice.send(Message.text("sip:bob@example.com", "hello"))).isInstanceOf(Outcome.Delivered.class);
        assertThat(there.heard().text()).startsWith("MESSAGE ");
        bound();
        assertThat(heard).as("that one of two is not there is no news").isEmpty();
    }

    @Test
    @Tag("5626-11.5-01")
    void response430IsARefusalAndTheNextServerIsNotTried() throws Exception {
        var first = kept(ScriptedPeer.udp().thenAnswer(430));
        var second = kept(ScriptedPeer.udp());
        Agent alice = kept(alice(first, second).open());
        var outcome = alice.send(Message.text("sip:bob@example.com", "hello"));
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused) outcome).status()).isEqualTo(430);
        assertThat(second.unheard()).isZero();
    }

    // ---- how others reach us in a call

    private static String invited(ScriptedPeer server, Agent alice) {
        server.thenAnswer(486);
        var answer = CompletableFuture.supplyAsync(
                () -> alice.call("sip:bob@example.com", "v=0".getBytes(StandardCharsets.US_ASCII)));
        Heard invite = server.heard();
        answer.join();
        assertThat(invite.text()).startsWith("INVITE ");
        return contact(invite);
    }

    @Test
    @Tag("5627-4.2-01")
    @Tag("5627-4.4-01")
    void inviteHasTheGruuOfTheDeviceAsContact() throws Exception {
        var server = kept(ScriptedPeer.udp());
        String both = ";pub-gruu=\"" + LASTING + "\";temp-gruu=\"" + TEMPORARY + '"';
        grants(server, 600, both, "Require: outbound").seeingThemAt(4000);
        Agent alice = kept(alice(server).open());
        assertThat(((Registration.Bound) alice.register()).gruus()).isEqualTo(alice.gruus());
        assertThat(alice.gruus().temporary()).map(SipUri::text).contains(TEMPORARY);
        server.heard();
        assertThat(invited(server, alice)).isEqualTo('<' + LASTING + '>');
        server.heard(); // the ACK
        server.thenAnswer(200);
        alice.unregister();
        server.heard();
        assertThat(alice.gruus().preferred())
                .as("those of a binding that is over")
                .isEqualTo(Optional.empty());
        assertThat(invited(server, alice)).doesNotContain("gr=");
    }

    @Test
    @Tag("5626-4.3-01")
    void inviteWithoutGruuHasTheObParameter() throws Exception {
        var server = kept(grants(ScriptedPeer.udp()).seeingThemAt(4000));
        Agent alice = kept(alice(server).open());
        alice.register();
        server.heard();
        assertThat(invited(server, alice)).endsWith(";transport=udp;ob>");
    }

    @Test
    void messageToTheTemporaryGruuIsAccepted() throws IOException {
        try (var wired = new Wired(_ -> {})) {
            wired.peer()
                    .thenAnswer(
                            Status.of(200),
                            request -> List.of("Contact: "
                                    + request.headers().get(HeaderName.CONTACT).orElseThrow() + ";temp-gruu=\""
                                    + TEMPORARY
                                    + "\";expires=600"));
            assertThat(wired.say().uri(TEMPORARY).text("who?").answer().code()).isEqualTo(404);
            wired.bob().register();
            wired.peer().heard();
            assertThat(wired.say()
                            .uri(TEMPORARY)
                            .with("Call-ID: 2")
                            .text("you")
                            .answer()
                            .code())
                    .isEqualTo(200);
            wired.peer().thenAnswer(200);
        }
    }
}
