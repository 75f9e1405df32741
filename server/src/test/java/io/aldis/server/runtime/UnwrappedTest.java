package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that refuses message/cpim gets its content (docs/mailbox.md). */
class UnwrappedTest extends ServerWithMailbox {
    private static final String HEAD = """
        From: Alice <im:alice@example.com>
        To: <im:bob@example.com>
        DateTime: 2026-11-23T08:15:00Z
        """;
    private static final String PLAIN = "\nContent-Type: text/plain;charset=\"ISO-8859-2\" ;x=y\n\n";

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String lines(String text) {
        return text.replace("\n", "\r\n");
    }

    /** Every octet there is. */
    private static String anything() {
        var all = new StringBuilder();
        for (int i = 0; i < 256; i++) all.append((char) i);
        return all.toString();
    }

    private void send(String lines, String body) {
        byte[] octets = octets(body);
        alice.send("""
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP {me};branch=z9hG4bK%s
            Max-Forwards: 70
            From: "Alice" <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>
            Call-ID: wrapped
            CSeq: 7 MESSAGE
            Subject: as it was
            c: message/CPIM;x=1
            %sContent-Length: %d

            """.formatted(Long.toString(System.nanoTime(), 36), lines, octets.length), octets);
    }

    @Test
    @Tag("3261-16.6-02")
    void deviceThatRefusesCpimGetsItsContentAndItsAnswerIsForwarded() {
        try (Phone bob = device("a")) {
            send("X-Own: kept\nContent-Language: en\n", lines(HEAD + PLAIN) + anything());
            Heard wrapped = bob.hear("MESSAGE");
            bob.answer(wrapped, "415 Unsupported Media Type", "Accept: application/sdp, Text/Plain;q=0.5");
            Heard plain = bob.hear("MESSAGE sip:bob@" + bob.address() + " SIP/2.0");
            assertThat(plain.body()).isEqualTo(octets(anything()));
            assertThat(plain.header("Content-Type")).isEqualTo("text/plain;charset=\"ISO-8859-2\" ;x=y");
            assertThat(plain.has("c")).isFalse();
            assertThat(plain.header("Content-Length")).isEqualTo("256");
            assertThat(plain.header("Content-Language")).isEqualTo("en");
            for (String name : new String[] {"From", "To", "Call-ID", "CSeq", "Subject", "X-Own", "Max-Forwards"})
                assertThat(plain.header(name)).isEqualTo(wrapped.header(name));
            assertThat(plain.all("Via").getFirst())
                    .isNotEqualTo(wrapped.all("Via").getFirst());
            bob.answer(plain, "200 OK");
            assertThat(alice.hear("SIP/2.0 200").header("CSeq")).isEqualTo("7 MESSAGE");
            bob.hearsNothing();
        }
    }

    @Test
    void deviceThatRefusesCpimAndMovesGetsItsContentAtItsNewContact() {
        try (Phone bob = device("a")) {
            send("", lines(HEAD + PLAIN) + "moved");
            bob.answer(bob.hear("MESSAGE"), "415 Unsupported Media Type", "Accept: text/plain");
            Heard plain = bob.hear("MESSAGE");
            try (Phone moved = device("a")) {
                Heard again = moved.hear("MESSAGE");
                assertThat(again.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
                assertThat(again.body()).isEqualTo(octets("moved"));
                moved.answer(again, "200 OK");
                alice.hear("SIP/2.0 200");
            }
        }
    }

    @Test
    void contentOfCpimIsDeliveredFromTheMailbox() {
        send("", lines(HEAD + PLAIN) + "kept");
        alice.hear("SIP/2.0 202");
        try (Phone bob = device("a")) {
            bob.answer(bob.hear("MESSAGE"), "415 Unsupported Media Type");
            takes(bob, "kept");
            aldis.settles();
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
        }
    }

    @Test
    void eachDeviceGetsTheFormThatItAccepts() {
        try (Phone old = device("a");
                Phone modern = device("b")) {
            send("", lines(HEAD + PLAIN) + "for both");
            Heard wrapped = modern.hear("MESSAGE");
            assertThat(wrapped.bodyText()).startsWith("From: Alice");
            old.answer(old.hear("MESSAGE"), "415 Unsupported Media Type", "Accept: text/plain");
            takes(old, "for both");
            alice.hear("SIP/2.0 200");
            modern.answer(wrapped, "200 OK");
            modern.hearsNothing();
        }
    }

    @ParameterizedTest
    @CsvSource({"415 Still not,SIP/2.0 415 Still not", "488 Not at all,SIP/2.0 488", "482 Merged,SIP/2.0 415 First"})
    void responseToTheContentOfCpimIsForwarded(String second, String heard) {
        try (Phone bob = device("a")) {
            send("", lines(HEAD + PLAIN) + "x");
            bob.answer(bob.hear("MESSAGE"), "415 First");
            bob.answer(bob.hear("MESSAGE"), second);
            alice.hear(heard);
            bob.hearsNothing();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'','Require: imdn.Reply\n\nContent-Type: text/plain\n\nx','X: y'",
        "'','\nContent-Type: multipart/signed;boundary=b\n\nx','X: y'",
        "'','\nContent-Type: message/imdn+xml\n\nx','X: y'",
        "'','\nContent-Type: text/plain\n\nx','Accept: text/html'",
        "'','\nContent-Type: text/html\n\nx','Accept: text/plain, message/cpim'",
        "'','\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nx','X: y'",
        "'Content-Encoding: deflate\n','\nContent-Type: text/plain\n\nx','X: y'",
        "'Identity: abc;info=<https://example.com/c>\n','\nContent-Type: text/plain\n\nx','X: y'"
    })
    void cpimThatWouldLoseByUnwrappingIsLeftUnchanged(String lines, String inside, String said) {
        try (Phone bob = device("a")) {
            send(lines, lines(HEAD + "NS: imdn <urn:ietf:params:imdn>\n" + inside));
            bob.answer(bob.hear("MESSAGE"), "415 Unsupported Media Type", said);
            alice.hear("SIP/2.0 415");
            bob.hearsNothing();
        }
    }

    @Test
    void base64ContentOfCpimIsDecoded() {
        try (Phone bob = device("a")) {
            send("", lines(HEAD + "\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVs\nbG8=\n"));
            bob.answer(bob.hear("MESSAGE"), "415 Unsupported Media Type");
            assertThat(takes(bob, "hello").has("Content-Transfer-Encoding")).isFalse();
            alice.hear("SIP/2.0 200");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NS: imdn <urn:ietf:params:imdn>\nimdn.Disposition-Notification: positive-delivery, display",
                "NS: x <urn:ietf:params:imdn>\nx.Disposition-Notification: negative-delivery",
                "NS: imdn<urn:ietf:params:imdn>\nimdn.DISPOSITION-NOTIFICATION: display",
                "Disposition-Notification: display",
                "NS: <urn:ietf:params:imdn>\nDisposition-Notification: processing"
            })
    void cpimWithAReceiptRequestIsNotUnwrapped(String asked) {
        try (Phone bob = device("a")) {
            send("", lines(HEAD + asked + "\n" + PLAIN) + "x");
            bob.answer(bob.hear("MESSAGE"), "415 Unsupported Media Type", "Accept: text/plain");
            alice.hear("SIP/2.0 415");
            bob.hearsNothing();
        }
    }

    private static final String RECEIPT =
            "NS: imdn <urn:ietf:params:imdn>\nimdn.Disposition-Notification: positive-delivery\n";

    /** It waits until it expires, for a device that takes it as it is. */
    @Test
    void cpimWithAReceiptRequestIsNotUnwrappedFromTheMailbox() {
        send("", lines(HEAD + RECEIPT + PLAIN) + "kept");
        alice.hear("SIP/2.0 202");
        try (Phone bob = device("a")) {
            Heard wrapped = bob.hear("MESSAGE");
            assertThat(wrapped.bodyText()).contains("Disposition-Notification").endsWith("kept");
            bob.answer(wrapped, "415 Unsupported Media Type", "Accept: text/plain");
            aldis.settles();
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
        }
    }

    @Test
    void cpimWithAReceiptRequestIsUnwrappedFromTheMailboxWhenConfigured() {
        ServerSettings settings =
                SETTINGS.with(ServerSettings::unwrapReceiptRequests).of(true);
        try (TestServer open = TestServer.keeping(settings, store, stores());
                Phone bob = Phone.udp(open.server)) {
            alice.calls(open.server);
            send("", lines(HEAD + RECEIPT + PLAIN) + "kept");
            alice.hear("SIP/2.0 202");
            open.register(bob, "bob", contact("a"));
            bob.answer(bob.hear("MESSAGE"), "415 Unsupported Media Type");
            takes(bob, "kept");
        }
    }

    @Test
    void cpimWithAReceiptRequestIsUnwrappedWhenConfigured() {
        ServerSettings settings =
                SETTINGS.with(ServerSettings::unwrapReceiptRequests).of(true);
        try (TestServer open = TestServer.keeping(settings, store, stores());
                Phone bob = Phone.udp(open.server)) {
            open.register(bob, "bob", contact("a"));
            alice.calls(open.server);
            String asked = "NS: imdn <urn:ietf:params:imdn>\nimdn.Disposition-Notification: display\n";
            send("", lines(HEAD + asked + PLAIN) + "x");
            bob.answer(bob.hear("MESSAGE"), "415 Unsupported Media Type");
            takes(bob, "x");
            alice.hear("SIP/2.0 200");
        }
    }

    @Test
    void unwrappingCanBeSwitchedOff() {
        ServerSettings settings = SETTINGS.with(ServerSettings::unwrapCpim).of(false);
        try (TestServer strict = TestServer.keeping(settings, store, stores());
                Phone bob = Phone.udp(strict.server)) {
            strict.register(bob, "bob", contact("a"));
            alice.calls(strict.server);
            send("", lines(HEAD + PLAIN) + "x");
            bob.answer(bob.hear("MESSAGE"), "415 Unsupported Media Type");
            alice.hear("SIP/2.0 415");
            bob.hearsNothing();
        }
    }
}
