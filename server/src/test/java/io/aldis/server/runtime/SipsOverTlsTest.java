package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** sips: with a TLS listener: a request received over TLS is sent over TLS or not at all (RFC 5630 §5.3, RFC 5922). */
class SipsOverTlsTest extends SecurePhones {
    private static final String SERVICE = "_sips._tcp.elsewhere.example";

    private void notAllowed(Phone phone) {
        assertThat(phone.hear("SIP/2.0 480").header("Warning")).contains("\"SIPS Not Allowed\"");
    }

    @Test
    @Tag("3428-11.2-01")
    @Tag("3261-26.3.1-01")
    void sipsMessageReachesASipsContactOverItsConnection() {
        registerBySips(bob, "carol");
        alice.send(Say.message("sips:carol@example.com"));
        Heard message = bob.hear("MESSAGE sips:carol@" + bob.address() + " ");
        assertThat(message.all("Via")).allMatch(via -> via.startsWith("SIP/2.0/TLS "));
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    /** Also where the connection is one of TLS: nobody has promised for the next time (no last-hop exception). */
    @Test
    @Tag("5630-5.3-01")
    void sipsMessageIsNotSentToASipContact() {
        alice.send(Say.message("sips:bob@example.com"));
        notAllowed(alice);
        bob.hearsNothing();
    }

    @Test
    void sipsMessageOverAnUnencryptedTransportIsRefused() {
        registerBySips(bob, "carol");
        try (Phone plain = Phone.udp(aldis.server);
                Phone stream = Phone.tcp(aldis.server)) {
            plain.send(Say.message("sips:carol@example.com"));
            notAllowed(plain);
            stream.send(Say.message("sips:carol@example.com").replace("M1", "M2"));
            notAllowed(stream);
        }
        bob.hearsNothing();
    }

    @Test
    @Tag("3428-11.2-01")
    void sipsContactRegisteredOverTcpIsNotReached() {
        try (Phone stream = Phone.tcp(aldis.server)) {
            registerBySips(stream, "carol");
            alice.send(Say.message("sips:carol@example.com"));
            alice.hear("SIP/2.0 480");
            stream.hearsNothing();
        }
    }

    @Test
    @Tag("3261-16.6-08")
    void sipsCallIsRecordRoutedWithSips() {
        registerBySips(bob, "carol");
        alice.send(TlsTest.invite("sips:carol@example.com", "<sips:alice@{me}>"));
        Heard invite = bob.hear("INVITE");
        assertThat(invite.header("Record-Route"))
                .startsWith("<sips:127.0.0.1:")
                .contains(";lr>")
                .doesNotContain("transport", ",");
        TlsTest.declined(bob, invite, alice);
    }

    @Test
    @Tag("5630-5.3-03")
    void redirectFromSipsToSipIsNotFollowed() {
        registerBySips(bob, "carol");
        try (Phone dave = aldis.phone("dave")) {
            alice.send(Say.message("sips:carol@example.com"));
            bob.answer(bob.hear("MESSAGE sips:"), "302 Moved", "Contact: <sip:dave@example.com>");
            assertThat(alice.hear("SIP/2.0 302").header("Contact")).isEqualTo("<sip:dave@example.com>");
            dave.hearsNothing();
        }
    }

    private ServerSocket elsewhere(String... alternatives) {
        var peer = TestTls.listen(authority.issue(folder, "peer", Holder.of("x", alternatives)));
        names.srv(SERVICE, peer.getLocalPort());
        return peer;
    }

    @Test
    void sipsMessageIsSentToTheServerOfItsDomain() throws IOException {
        try (ServerSocket peer = elsewhere("dns:elsewhere.example")) {
            alice.send(Say.message("sips:bob@elsewhere.example"));
            try (Phone other = Wires.accepted(peer)) {
                Heard message = other.hear("MESSAGE sips:bob@elsewhere.example ");
                assertThat(message.all("Via").getFirst())
                        .startsWith("SIP/2.0/TLS ")
                        .contains(";alias;");
                other.answer(message, "200 OK");
                alice.hear("SIP/2.0 200");
            }
        }
    }

    /** Whoever controls the DNS names a machine of his own, and has a good certificate for that. */
    @Test
    @Tag("5922-7.3-01")
    @Tag("3263-4.1-06")
    void certificateForTheSrvTargetAloneIsRefused() throws IOException {
        try (ServerSocket peer = elsewhere("dns:machine0")) {
            peer.setSoTimeout(Phone.LONG);
            alice.send(Say.message("sips:bob@elsewhere.example"));
            try (var accepted = peer.accept()) {
                assertThat(accepted.getInputStream().readAllBytes()).isEmpty();
            }
            assertThat(alice.hear().code()).isIn(480, 502, 503, 504);
        }
    }

    @Test
    void sipsMessageIsNotSentWithoutTls() throws IOException {
        try (var plain = new ServerSocket(0)) {
            names.srv("_sip._tcp.elsewhere.example", plain.getLocalPort());
            alice.send(Say.message("sips:bob@elsewhere.example"));
            assertThat(alice.hear().code()).isEqualTo(404);
            plain.setSoTimeout(Phone.BRIEF);
            assertThat(catchThrowable(plain::accept)).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
