package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of RFC 3428 §10: F1 to F4, byte for byte. */
class MessageFlowTest extends TwoPhones {
    private static final String MESSAGE = """
        MESSAGE sip:bob@example.com SIP/2.0
        Via: SIP/2.0/{transport} alicepc.example.com:%s;branch=z9hG4bK776sgdkse
        Max-Forwards: 70
        From: sip:alice@example.net;tag=49583
        To: sip:bob@example.com
        Call-ID: asd88asd77a@1.2.3.4
        CSeq: 1 MESSAGE
        Content-Type: text/plain
        Content-Length: 18

        Watson, come here.""";

    private String fromAlice() {
        return MESSAGE.formatted(alice.port());
    }

    @Test
    @Tag("3428-10-01")
    @Tag("3428-10-02")
    @Tag("3428-10-05")
    @Tag("3428-6-01")
    @Tag("3428-9-01")
    @Tag("3581-3-02")
    @Tag("3261-16.6-02")
    @Tag("3261-16.6-04")
    @Tag("3261-16.6-14")
    @Tag("3261-16.2-02")
    void exampleFlowOfTheRfcIsRepeatedByteForByte() {
        alice.send(fromAlice());
        Heard f2 = bob.hear();
        String ours = f2.all("Via").getFirst();
        assertThat(ours).startsWith("SIP/2.0/UDP " + bob.wire("{server}") + ";branch=z9hG4bK");
        assertThat(f2.text())
                .isEqualTo(alice.wire(fromAlice())
                        .replace("MESSAGE sip:bob@example.com ", "MESSAGE sip:bob@" + bob.address() + ' ')
                        .replace("Via: ", "Via: " + ours + "\r\nVia: ")
                        .replace("776sgdkse", "776sgdkse;received=127.0.0.1")
                        .replace("Forwards: 70", "Forwards: 69"));
        bob.answer(f2, "200 OK");
        assertThat(alice.hear().text()).isEqualTo(alice.wire("""
            SIP/2.0 200 OK
            Via: SIP/2.0/UDP alicepc.example.com:%s;branch=z9hG4bK776sgdkse;received=127.0.0.1
            From: sip:alice@example.net;tag=49583
            To: sip:bob@example.com;tag=tag%s
            Call-ID: asd88asd77a@1.2.3.4
            CSeq: 1 MESSAGE
            Content-Length: 0

            """.formatted(alice.port(), bob.port())));
        alice.hearsNothing();
        bob.hearsNothing();
    }

    @Test
    @Tag("3428-10-01")
    void exampleFlowOfTheRfcIsTheSameOverTcp() {
        try (Phone connected = Phone.tcp(aldis.server)) {
            connected.send(MESSAGE.formatted(connected.port()));
            Heard f2 = bob.hear("MESSAGE sip:bob@" + bob.address());
            assertThat(f2.all("Via").getLast()).endsWith(";received=127.0.0.1");
            bob.answer(f2, "200 OK");
            assertThat(connected.hear("SIP/2.0 200 OK").all("Via")).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0", "10,9", "69,68", "255,254"})
    @Tag("3261-16.6-04")
    void maxForwardsIsDecremented(String sent, String heard) {
        alice.send(fromAlice().replace("Forwards: 70", "Forwards: " + sent));
        Heard message = bob.hear();
        assertThat(message.header("Max-Forwards")).isEqualTo(heard);
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3261-16.6-04")
    @Tag("3261-16.3-04")
    void missingMaxForwardsIsAddedAs70() {
        alice.send(fromAlice().replace("Max-Forwards: 70\n", ""));
        Heard message = bob.hear();
        assertThat(message.header("Max-Forwards")).isEqualTo("70");
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3261-16.3-04")
    void messageWithMaxForwardsZeroGets483() {
        alice.send(fromAlice().replace("Forwards: 70", "Forwards: 0"));
        Heard refusal = alice.hear("SIP/2.0 483 Too Many Hops");
        assertThat(refusal.header("To")).contains(";tag=");
        bob.hearsNothing();
    }

    @Test
    void chineseAndEmojiTextIsForwardedUnchanged() {
        String text = "沃森先生，快来！ 👩‍🚀🚀";
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        alice.send(
                fromAlice()
                        .replace("Content-Length: 18", "Content-Length: " + body.length)
                        .replace("Watson, come here.", ""),
                body);
        Heard message = bob.hear();
        assertThat(new String(message.body(), StandardCharsets.UTF_8)).isEqualTo(text);
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3261-16.6-02")
    void bodyOfAllByteValuesIsForwardedUnchanged() {
        byte[] body = new byte[256];
        for (int i = 0; i < 256; i++) body[i] = (byte) i;
        alice.send(
                fromAlice()
                        .replace("Content-Length: 18", "Content-Encoding: deflate\nContent-Length: 256")
                        .replace("Watson, come here.", ""),
                body);
        Heard message = bob.hear();
        assertThat(message.body()).isEqualTo(body);
        assertThat(message.header("Content-Encoding")).isEqualTo("deflate");
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3261-16.6-02")
    @Tag("3261-16.3-01")
    @Tag("3261-16.3-02")
    void unknownHeadersAreForwardedUnchanged() {
        String strange = """
            SUBJECT :   folded
              over two lines
            X-Unknown: a;b,c  ,"d
            Date: not a date at all
            i: compact@example.net
            v: SIP/2.0/UDP older.example.net;branch=z9hG4bKolder
            Expires: 60
            """;
        alice.send(fromAlice().replace("Call-ID: asd88asd77a@1.2.3.4\n", strange));
        Heard message = bob.hear();
        assertThat(message.text()).contains(alice.wire(strange));
        bob.answer(message, "200 OK");
        assertThat(alice.hear().all("v")).hasSize(1);
    }

    @Test
    void compactHeaderNamesAreAccepted() {
        alice.send("""
            MESSAGE sip:bob@example.com SIP/2.0
            v: SIP/2.0/UDP {me};branch=z9hG4bKcompact
            f: sip:alice@example.net;tag=49583
            t: sip:bob@example.com
            i: compact@1.2.3.4
            CSeq: 1 MESSAGE
            c: text/plain
            l: 2

            hi""");
        Heard message = bob.hear();
        assertThat(message.text()).contains(alice.wire("""
                    v: SIP/2.0/UDP {me};branch=z9hG4bKcompact
                    f: sip:alice@example.net;tag=49583
                    t: sip:bob@example.com
                    i: compact@1.2.3.4
                    CSeq: 1 MESSAGE
                    c: text/plain
                    l: 2

                    hi"""));
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    /** PHONES 24: JAIN-SIP starts with Call-ID and has Via late. */
    @Test
    void viaMayStandAnywhereInTheHead() {
        alice.send("""
            MESSAGE sip:bob@example.com SIP/2.0
            Call-id: jain@1.2.3.4
            Cseq: 1 MESSAGE
            From: <sip:alice@example.net>;tag=1;epid=1234567890
            To: <sip:bob@example.com>
            Via: SIP/2.0/UDP {me};rport;branch=z9hG4bKjain;alias
            Max-forwards: 10
            Content-length: 0

            """);
        Heard message = bob.hear();
        assertThat(message.all("Via").getFirst()).startsWith("SIP/2.0/UDP " + bob.wire("{server}"));
        assertThat(message.all("Via").getLast())
                .contains("received=127.0.0.1", "rport=" + alice.port(), "alias", "branch=z9hG4bKjain");
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    /** PHONES 23: without rport the answer goes to the port of the Via, with it to the source port. */
    @Test
    @Tag("3581-4-02")
    void responseGoesToThePortOfTheViaOrToRport() {
        try (Phone other = Phone.udp(aldis.server)) {
            other.send(MESSAGE.formatted(alice.port()));
            bob.answer(bob.hear(), "200 OK");
            alice.hear("SIP/2.0 200");
            other.send(MESSAGE.formatted(alice.port() + ";rport").replace("776", "777"));
            bob.answer(bob.hear(), "200 OK");
            assertThat(other.hear("SIP/2.0 200").header("Via")).contains("rport=" + other.port());
        }
    }

    @Test
    @Tag("3261-16.5-02")
    void userIsFoundInEverySpelling() {
        alice.send(fromAlice().replace("MESSAGE sip:bob@example.com", "MESSAGE SIP:%62ob@EXAMPLE.com:5060;foo=bar"));
        Heard message = bob.hear("MESSAGE sip:bob@" + bob.address() + " ");
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3261-7.1-03")
    @Tag("3428-5-04")
    void imUriIsTheSameUser() {
        alice.send(fromAlice().replace("MESSAGE sip:bob@example.com", "MESSAGE im:bob@example.com"));
        Heard message = bob.hear("MESSAGE sip:bob@" + bob.address() + " ");
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    /** PHONES 12: the user part of the contact is the phone's own; parameters may matter to it. */
    @Test
    @Tag("3261-16.6-03")
    @Tag("3428-3-07")
    void requestUriIsTheContactAsRegistered() {
        aldis.register(bob, "carol", "<sip:Carol-0x55afa8ac22d0@{me};ob;line=%41b?Subject=x>;q=1");
        alice.send(fromAlice().replace("MESSAGE sip:bob", "MESSAGE sip:carol"));
        Heard message = bob.hear("MESSAGE " + bob.wire("sip:Carol-0x55afa8ac22d0@{me};ob;line=%41b SIP/2.0"));
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }
}
