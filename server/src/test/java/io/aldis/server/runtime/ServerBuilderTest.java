package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.server.Account;
import io.aldis.server.Arrival;
import io.aldis.server.MemoryTrail;
import io.aldis.server.Policy;
import io.aldis.server.ServerEvents;
import io.aldis.server.TrailEvent;
import io.aldis.sip.Aor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** An embedded server, as in docs/embedding.md. */
class ServerBuilderTest {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");

    private static ServerBuilder builder() {
        return Server.builder().domain("Example.com").listen("udp:127.0.0.1:0");
    }

    /** Bob's phone registers with his password. */
    private static Heard register(Phone phone) {
        String register = Say.register("<sip:bob@{me}>");
        String proof = Proof.BOB.line(phone.send(register).hear("SIP/2.0 401"), "REGISTER", "sip:example.com");
        return phone.send(register.replace("Contact:", proof + "Contact:").replace("CSeq: 1 ", "CSeq: 2 "))
                .hear();
    }

    @Test
    void addedAccountRegistersAtOnce() {
        try (Server server = builder().start();
                Phone phone = Phone.udp(server)) {
            server.accounts().add("sip:bob@example.com", "bob");
            assertThat(server.registrations()).isEmpty();
            assertThat(register(phone).code()).isEqualTo(200);
            assertThat(server.registrations()).containsOnlyKeys(BOB);
            assertThat(server.registrations().get(BOB))
                    .singleElement()
                    .satisfies(binding -> assertThat(binding.contact()).hasToString("sip:bob@" + phone.address()));
        }
    }

    @Test
    void removedAccountLosesItsBindings() {
        try (Server server = builder().start();
                Phone phone = Phone.udp(server)) {
            server.accounts().add("sip:bob@example.com", "bob");
            register(phone);
            assertThat(server.accounts().remove("sip:bob@example.com")).isTrue();
            assertThat(server.accounts().remove("sip:bob@example.com")).isFalse();
            assertThat(server.registrations()).isEmpty();
            assertThat(server.accounts().list()).isEmpty();
        }
    }

    @Test
    void newPasswordKeepsTheSettingsOfTheAccount() {
        try (Server server = builder().start();
                Phone phone = Phone.udp(server)) {
            server.accounts().add("sip:bob@example.com", "wrong");
            Account account = server.accounts().list().getFirst();
            server.accounts().put(account.with(Policy.of(List.of("block *@blocked.example"))));
            server.accounts().add("sip:bob@example.com", "bob");
            assertThat(register(phone).code()).isEqualTo(200);
            assertThat(server.accounts().list().getFirst().policy().lines()).containsExactly("block *@blocked.example");
        }
    }

    @Test
    void invalidAccountIsRefused() {
        try (Server server = builder().start()) {
            for (String address : List.of("sip:bob@example.net", "sip:example.com", "bob"))
                assertThatThrownBy(() -> server.accounts().add(address, "secret"))
                        .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> server.accounts().add("sip:bob@example.com", ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("password: expected");
        }
    }

    @Test
    void serverWithoutDomainDoesNotStart() {
        assertThatThrownBy(() -> Server.builder().listen("udp:127.0.0.1:0").start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("domains: expected at least one");
    }

    @Test
    void listenersAreNotifiedEvenWhenOneFails() {
        var heard = new CopyOnWriteArrayList<String>();
        var failing = new ServerEvents() {
            @Override
            public void answered(Arrival request, int code) {
                throw new IllegalStateException("on purpose");
            }
        };
        var listening = new ServerEvents() {
            @Override
            public void answered(Arrival request, int code) {
                heard.add(request.request().method() + " " + code);
            }
        };
        try (Server server = builder().events(failing).events(listening).start();
                Phone phone = Phone.udp(server)) {
            server.accounts().add("sip:bob@example.com", "bob");
            register(phone);
            assertThat(heard).containsExactly("REGISTER 401", "REGISTER 200");
            assertThat(server.counters().requests()).isEqualTo(2);
        }
    }

    @Test
    void trailOfAMessageIsFoundByItsCallId() {
        var store = new MemoryStore();
        var trail = new MemoryTrail();
        try (Server server = builder()
                        .store(new Stores(store, store, store, Optional.empty(), Optional.of(trail)))
                        .start();
                Phone phone = Phone.udp(server)) {
            phone.send(Say.message("sip:bob@example.com")).hear("SIP/2.0 403");
            TestServer.until(
                    "it is written", () -> !server.trail("M1@example.net").isEmpty());
            assertThat(server.trail("M1@example.net").getFirst().events())
                    .extracting(TrailEvent::what)
                    .contains(TrailEvent.What.RECEIVED, TrailEvent.What.REFUSED);
            assertThat(server.trail("another")).isEmpty();
        }
    }
}
