package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TlsSettings;
import io.aldis.sip.Transport;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Phones over TLS. */
class TlsTest extends SecurePhones {
    private String server(Transport transport) {
        return Wires.text(Wires.address(aldis.server, transport));
    }

    @Test
    @Tag("3261-26.3.1-01")
    void messageIsForwardedBetweenTlsPhones() {
        alice.send(Say.message("sip:bob@example.com"));
        Heard message = bob.hear("MESSAGE sip:bob@" + bob.address() + ";transport=tls ");
        assertThat(message.all("Via").getFirst()).startsWith("SIP/2.0/TLS " + server(Transport.TLS) + ";branch=");
        assertThat(message.all("Via").getLast()).startsWith("SIP/2.0/TLS " + alice.address());
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    void messageIsForwardedBetweenTlsAndUdpPhones() {
        try (Phone carol = aldis.phone("carol")) {
            alice.send(Say.message("sip:carol@example.com"));
            Heard message = carol.hear("MESSAGE");
            assertThat(message.all("Via").getFirst()).startsWith("SIP/2.0/UDP " + server(Transport.UDP));
            carol.answer(message, "200 OK");
            alice.hear("SIP/2.0 200");
            carol.send(Say.message("sip:bob@example.com").replace("M1", "M2"));
            Heard back = bob.hear("MESSAGE");
            assertThat(back.all("Via").getFirst()).startsWith("SIP/2.0/TLS ");
            bob.answer(back, "202 Accepted");
            carol.hear("SIP/2.0 202");
        }
    }

    @Test
    void userWithoutConnectionIsUnavailable() {
        bob.close();
        bob = phone();
        alice.send(Say.message("sip:bob@example.com"));
        alice.hear("SIP/2.0 480");
    }

    /** RFC 5658: each side sees the address that it can use. */
    @Test
    @Tag("3261-16.6-08")
    @Tag("5630-5.1.1-03")
    void recordRouteHasTheTransportOfEachSideOfTheCall() {
        try (Phone carol = aldis.phone("carol")) {
            alice.send(invite("sip:carol@example.com", "<sip:alice@{me};transport=tls>"));
            Heard invite = carol.hear("INVITE");
            String route = invite.header("Record-Route");
            assertThat(route.split(", "))
                    .satisfiesExactly(
                            inner -> assertThat(inner).startsWith("<sip:" + server(Transport.UDP) + ";"),
                            outer -> assertThat(outer).startsWith("<sip:" + server(Transport.TLS) + ";transport=tls;"));
            declined(carol, invite, alice);
        }
    }

    /** The end of a call that never was one. */
    static void declined(Phone callee, Heard invite, Phone caller) {
        callee.answer(invite, "486 Busy Here");
        caller.hear("SIP/2.0 100");
        caller.hear("SIP/2.0 486");
        caller.send(Say.request("ACK", "sip:anybody@example.com"));
        assertThat(callee.hear().startLine()).startsWith("ACK ");
    }

    static String invite(String uri, String contact) {
        return Say.request("INVITE", uri).replace("Content-L", "Contact: " + contact + "\nContent-L");
    }

    @Test
    @Tag("5922-8.1-01")
    void authenticatedConnectionStillNeedsCredentials() {
        var own = new TlsSettings(Optional.of(authority.issue(folder, "strict", Holder.of("x"))), Optional.empty());
        String message = Say.message("sip:nobody@example.com").replace("alice@example.net", "alice@example.com");
        try (TestServer strict = TestServer.secure(names, TestServer.SETTINGS, own);
                Phone phone = Wires.tls(strict.server, folder.resolve("CN=authority.pem"))) {
            phone.send(message);
            Heard challenge = phone.hear("SIP/2.0 407");
            String proof = Proof.ALICE.line(challenge, "MESSAGE", "sip:nobody@example.com");
            phone.send(message.replace("M1", "M2").replace("Max-Forwards", proof + "Max-Forwards"));
            phone.hear("SIP/2.0 404");
            phone.send(message.replace("M1", "M3"));
            phone.hear("SIP/2.0 407");
        }
    }
}
