package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.NameAddr;
import io.aldis.sip.SipUri;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** GRUUs (RFC 5627). */
class GruuTest extends ServerWithMailbox {
    private int sent;

    private Heard registers(Phone phone, String contact, String callId) {
        return phone.send(Say.register(contact)
                        .replace("reg@{me}", callId)
                        .replace("CSeq: 1", "CSeq: " + (10 + ++sent))
                        .replace("M1", "Mg" + sent)
                        .replace("Content-Length", "Supported: gruu\nContent-Length"))
                .hear();
    }

    private static String gruu(Heard answer, String name) {
        String quoted =
                NameAddr.parse("Contact", answer.header("Contact")).parameters().getOr(name, "");
        assertThat(quoted).as(answer.text()).startsWith("\"").endsWith("\"");
        return quoted.substring(1, quoted.length() - 1);
    }

    private void sends(String to, String status) {
        alice.send(message("g" + ++sent, "", "hello").replace("MESSAGE sip:bob@example.com", "MESSAGE " + to));
        alice.hear("SIP/2.0 " + status);
    }

    private void reaches(Phone phone, String to) {
        alice.send(message("g" + ++sent, "", "hello").replace("MESSAGE sip:bob@example.com", "MESSAGE " + to));
        Heard heard = takes(phone, "hello");
        assertThat(heard.requestUri()).isEqualTo(phone.wire("sip:bob@{me}"));
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("5627-5.2-01")
    @Tag("5627-5.1-02")
    void phoneThatSupportsGruuGetsPublicAndTemporaryGruu() {
        try (Phone bob = Phone.udp(aldis.server)) {
            Heard answer =
                    registers(bob, contact("A1") + ";pub-gruu=\"sip:made@up\";temp-gruu=\"sip:made@up;gr\"", "c");
            assertThat(gruu(answer, "pub-gruu")).isEqualTo("sip:bob@example.com;gr=urn:uuid:a1");
            assertThat(gruu(answer, "temp-gruu")).startsWith("sip:tgruu.").endsWith("@example.com;gr");
            assertThat(answer.has("Require")).isFalse();
            assertThat(answer.header("Contact")).contains("+sip.instance=").doesNotContain("made@up");
            assertThat(aldis.register(bob, "bob", contact("A1")).header("Contact"))
                    .doesNotContain("gruu");
        }
    }

    @Test
    @Tag("5630-5.2.1-01")
    void gruuHasTheSchemeOfTheContact() {
        try (Phone bob = Phone.udp(aldis.server)) {
            String secure = Say.register(contact("A1").replace("<sip:", "<sips:"))
                    .replace("REGISTER sip:", "REGISTER sips:")
                    .replace("Content-Length", "Supported: gruu\nContent-Length");
            Heard answer = bob.send(secure).hear("SIP/2.0 200");
            assertThat(gruu(answer, "pub-gruu")).isEqualTo("sips:bob@example.com;gr=urn:uuid:a1");
            assertThat(gruu(answer, "temp-gruu")).startsWith("sips:tgruu.").endsWith("@example.com;gr");
            Heard other = registers(bob, contact("A1"), "c");
            assertThat(gruu(other, "pub-gruu")).isEqualTo("sip:bob@example.com;gr=urn:uuid:a1");
            assertThat(gruu(other, "temp-gruu")).startsWith("sip:tgruu.");
        }
    }

    @Test
    @Tag("5627-6.1-02")
    @Tag("5627-6.1-04")
    @Tag("5627-5.4-01")
    void requestToAGruuReachesThatDevice() {
        try (Phone one = Phone.udp(aldis.server);
                Phone two = Phone.udp(aldis.server)) {
            String first = gruu(registers(one, contact("a"), "c1"), "pub-gruu");
            registers(two, contact("b"), "c2");
            reaches(one, first);
            reaches(two, "sip:bob@example.com;gr=urn:uuid:b");
            alice.send(Say.request("INVITE", first));
            one.answer(one.hear("INVITE"), "486 Busy Here");
            alice.hear("SIP/2.0 100");
            alice.hear("SIP/2.0 486");
            one.hear("ACK");
            alice.send(message("r", "", "moved").replace("MESSAGE sip:bob@example.com", "MESSAGE " + first));
            one.answer(one.hear("MESSAGE"), "302 Moved", one.wire("Contact: <sip:bob@" + two.address() + ">"));
            alice.hear("SIP/2.0 302");
            two.hearsNothing();
        }
    }

    @Test
    @Tag("5627-5.3-01")
    void messageToAGruuWaitsForThatDeviceOnly() {
        leave(device("a"), "a");
        leave(device("b"), "b");
        sends("sip:bob@example.com;gr=urn:uuid:a", "202");
        try (Phone other = device("b")) {
            other.hearsNothing();
            sends("sip:bob@example.com;gr=urn:uuid:a", "202");
            other.hearsNothing();
        }
        try (Phone bob = device("a")) {
            takes(bob, "hello");
            takes(bob, "hello");
        }
    }

    @Test
    void messageToAGruuOfAnUnavailableDeviceWaitsForIt() {
        try (Phone bob = device("a");
                Phone other = device("b")) {
            alice.send(message("s", "", "hello").replace("bob@example.com SIP", "bob@example.com;gr=urn:uuid:a SIP"));
            bob.answer(bob.hear("MESSAGE"), "480 Temporarily Unavailable");
            alice.hear("SIP/2.0 202");
            takes(bob, "hello");
            other.hearsNothing();
        }
    }

    @Test
    void messageForOneDeviceIsNotSentToAnotherThatRegistersMeanwhile() {
        try (Phone bob = device("a")) {
            alice.send(message("s", "", "hello").replace("bob@example.com SIP", "bob@example.com;gr=urn:uuid:a SIP"));
            bob.hear("MESSAGE");
            try (Phone other = device("b")) {
                alice.hear("SIP/2.0 202");
                other.hearsNothing();
            }
        }
    }

    @Test
    @Tag("5627-6.1-01")
    void unknownGruuGets404() {
        try (Phone bob = device("a")) {
            sends("sip:bob@example.com;gr=bogus", "404");
            sends("sip:nobody@example.com;gr=urn:uuid:a", "404");
            sends("sip:tgruu.AAAA@example.com;gr", "404");
            sends("sip:bob@example.com;gr=urn:uuid:never-seen", "480");
            bob.hearsNothing();
        }
    }

    @Test
    @Tag("5627-5.1-03")
    @Tag("5627-5.3-01")
    void temporaryGruuEndsWithItsCallIdAndItsBinding() {
        try (Phone bob = Phone.udp(aldis.server)) {
            String first = gruu(registers(bob, contact("a"), "c1"), "temp-gruu");
            String second = gruu(registers(bob, contact("a"), "c1"), "temp-gruu");
            reaches(bob, first);
            reaches(bob, second);
            String third = gruu(registers(bob, contact("a"), "c2"), "temp-gruu");
            sends(first, "404");
            sends(second, "404");
            reaches(bob, third);
            aldis.unregister(bob, "bob", contact("a"));
            sends(third, "404");
        }
    }

    @Test
    @Tag("5627-5.1-04")
    void temporaryGruusOfADeviceCannotBeLinked() {
        try (Phone bob = Phone.udp(aldis.server)) {
            String first = token(registers(bob, contact("a"), "c1"));
            String second = token(registers(bob, contact("a"), "c1"));
            assertThat(first).hasSameSizeAs(second).isNotEqualTo(second);
            assertThat(second.substring(0, 8)).isNotEqualTo(first.substring(0, 8));
            String changed = (first.charAt(20) == 'A' ? 'B' : 'A') + first.substring(21);
            sends("sip:tgruu." + first.substring(0, 20) + changed + "@example.com;gr", "404");
        }
    }

    private static String token(Heard answer) {
        return SipUri.parse(gruu(answer, "temp-gruu")).user().substring("tgruu.".length());
    }

    @Test
    @Tag("5627-5.1-01")
    void contactThatIsTheAorOrAGruuIsRefused() {
        String instance = ">;+sip.instance=\"<urn:uuid:a>\"";
        assertThat(registers(alice, "<sip:bob@example.com" + instance, "c").code())
                .isEqualTo(403);
        assertThat(registers(alice, "<sip:bob@example.com;gr=urn:uuid:a" + instance, "c")
                        .code())
                .isEqualTo(403);
    }

    @Test
    @Tag("5630-5.3-02")
    void sipMessageToTheGruuOfASipsDeviceIsRefusedAndNotKept() {
        try (Phone phone = Phone.udp(aldis.server)) {
            String secure = contact("a").replace("sip:bob@{me}", "sips:bob@{me}");
            phone.send(Say.register(secure).replace("REGISTER sip:", "REGISTER sips:"));
            phone.hear("SIP/2.0 200");
            alice.send(message("g" + ++sent, "", "hello")
                    .replace("MESSAGE sip:bob@example.com", "MESSAGE sip:bob@example.com;gr=urn:uuid:a"));
            assertThat(alice.hear("SIP/2.0 480").header("Warning")).isEqualTo("381 example.com \"SIPS Required\"");
            phone.hearsNothing();
        }
    }
}
