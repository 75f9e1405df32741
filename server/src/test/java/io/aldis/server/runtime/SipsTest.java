package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sips: without a TLS listener: a sips request is never sent in clear (RFC 5630 §5). */
class SipsTest extends TwoPhones {
    @ParameterizedTest
    @ValueSource(strings = {"sips:bob@example.com", "sips:bob@EXAMPLE.com:5061;x=y", "SIPS:%62ob@example.com"})
    @Tag("5630-5.3-01")
    @Tag("3428-11.2-01")
    void sipsMessageIsNotDeliveredToASipContact(String uri) {
        Heard refusal = refused(Say.message(uri), "480 Temporarily Unavailable");
        assertThat(refusal.header("Warning")).isEqualTo("380 example.com \"SIPS Not Allowed\"");
    }

    @Test
    void unknownUserGets404BySipsToo() {
        assertThat(refused(Say.message("sips:nobody@example.com"), "404").has("Warning"))
                .isFalse();
    }

    @Test
    @Tag("3428-11.2-01")
    void sipsMessageIsNotForwardedToOtherDomains() {
        refused(Say.message("sips:bob@elsewhere.example"), "403 No relaying");
        refused(
                with(
                        "Route: <sip:127.0.0.1:9;lr>\n",
                        Say.message("sips:bob@example.com").replace("M1", "M2")),
                "403");
    }

    @Test
    @Tag("5630-5.2-01")
    void sipsContactNeedsASipsRegister() {
        try (Phone phone = Phone.udp(aldis.server)) {
            phone.send(Say.register("<sips:bob@{me}>"));
            assertThat(phone.hear("SIP/2.0 400").startLine()).contains("Contact");
            phone.send(secured(Say.register("<sips:bob@{me}>\nPath: <sip:edge.example;lr>"), "M2"));
            assertThat(phone.hear("SIP/2.0 400").startLine()).contains("Path");
            phone.send(secured(Say.register("<sips:bob@{me}>\nPath: <sips:edge.example;lr>"), "M3"));
            phone.hear("SIP/2.0 200");
        }
    }

    private static String secured(String register, String branch) {
        return register.replace("REGISTER sip:", "REGISTER sips:").replace("M1", branch);
    }

    /** The one who registered by sips is the one who is reached by sip, and the other way round. */
    @Test
    @Tag("5630-5.2-01")
    void sipAndSipsAddressesAreTheSameUser() {
        try (Phone phone = Phone.udp(aldis.server)) {
            phone.send(secured(Say.register("x").replace("Contact: x\n", ""), "M1"));
            assertThat(phone.hear("SIP/2.0 200").header("Contact")).startsWith("<sip:bob@" + bob.address());
        }
    }

    @Test
    @Tag("5630-5.3-02")
    void userWithSipsContactsOnlyGets480ForASipMessage() {
        try (Phone phone = Phone.udp(aldis.server)) {
            phone.send(secured(Say.register("<sips:carol@{me}>").replace("To: <sip:bob", "To: <sip:carol"), "M1"));
            phone.hear("SIP/2.0 200");
            Heard refusal = refused(Say.message("sip:carol@example.com").replace("M1", "M2"), "480");
            assertThat(refusal.header("Warning")).isEqualTo("381 example.com \"SIPS Required\"");
            phone.hearsNothing();
        }
    }

    @Test
    @Tag("5630-5.3-02")
    void sipMessageReachesTheSipContactOnly() {
        try (Phone phone = Phone.udp(aldis.server)) {
            phone.send(secured(Say.register("<sips:bob@{me}>"), "M1"));
            phone.hear("SIP/2.0 200");
            delivered(message());
            phone.hearsNothing();
        }
    }

    @Test
    @Tag("5630-5.3-01")
    void sipsRequestInADialogIsNotSentInClear() {
        alice.send(Say.request("INVITE", "sip:bob@example.com")
                .replace("Content-L", "Contact: <sip:alice@{me}>\nContent-L"));
        Heard invite = bob.hear("INVITE");
        bob.answer(
                invite, "200 OK", "Record-Route: " + invite.all("Record-Route").getFirst(), "Contact: <sip:bob@{me}>");
        alice.hear("SIP/2.0 100");
        var call = new Call(invite, alice.hear("SIP/2.0 200"));
        alice.send(call.fromCaller("MESSAGE", 2).replace("MESSAGE sip:", "MESSAGE sips:"));
        assertThat(alice.hear("SIP/2.0 480").header("Warning")).startsWith("380 ");
        bob.hearsNothing();
    }
}
