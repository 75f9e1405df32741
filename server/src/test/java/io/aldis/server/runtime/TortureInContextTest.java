package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages of RFC 4475 for which a status code shows too little: what is stored, forwarded and matched. Addresses and identifiers are those
 * of the test where the path of the message needs it; all other octets are as in the RFC.
 */
class TortureInContextTest extends TwoPhones {
    private static final Path MESSAGES = Path.of("../sip/src/test/resources/rfc4475");

    /** One character for each octet. */
    private static String file(String name) {
        return new String(
                assertDoesNotThrow(() -> Files.readAllBytes(MESSAGES.resolve(name + ".dat"))),
                StandardCharsets.ISO_8859_1);
    }

    private static void send(Phone phone, String text) {
        phone.send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The start line and header fields of a response of the RFC that are not copied from a request. */
    private static String ofResponse(String name, String... fields) {
        var lines = file(name).split("\r\n\r\n")[0].split("\r\n");
        var kept = new StringBuilder(lines[0]).append("\r\n");
        for (String line : lines)
            if (Stream.of(fields).anyMatch(line::startsWith)) kept.append(line).append("\r\n");
        return kept.toString();
    }

    /** The values of the Via lines, however they are spelled and folded. */
    private static List<String> vias(String text) {
        var values = new ArrayList<String>();
        String head = text.substring(0, text.indexOf("\r\n\r\n")).replaceAll("\r\n[ \t]+", " ");
        for (String line : head.split("\r\n"))
            if (line.matches("(?i)(v|via)\\s*:.*"))
                for (String value : line.substring(line.indexOf(':') + 1).split(","))
                    values.add(value.strip().replaceAll("\\s+", " "));
        return values;
    }

    @Test
    @Tag("4475-3.2.1-badbranch")
    void requestsWithTheBareCookieAsBranchAreDistinguished() {
        String first = file("badbranch").replace("192.0.2.1;", alice.address() + ";");
        String second = first.replace("sadonfo", "another");
        send(alice, first);
        assertThat(alice.hear().header("Call-ID")).startsWith("badbranch.sadonfo");
        send(alice, second);
        assertThat(alice.hear().header("Call-ID")).startsWith("badbranch.another");
        send(alice, first);
        alice.hearAgain();
    }

    @Test
    @Tag("4475-3.1.1.7-longreq")
    void responseHasAllViasOfALongRequestInOrder() {
        try (Phone connected = Phone.tcp(aldis.server)) {
            send(connected, file("longreq"));
            List<String> sent = vias(file("longreq"));
            List<String> heard = vias(connected.hear("SIP/2.0 404").text());
            assertThat(sent).hasSize(34);
            assertThat(heard.subList(1, 34)).isEqualTo(sent.subList(1, 34));
            assertThat(heard.getFirst()).startsWith(sent.getFirst());
        }
    }

    @Test
    @Tag("4475-3.1.1.10-transports")
    void responseHasTheViasOfUnknownTransports() {
        String text = file("transports").replace("UDP t1.example.com", "UDP " + alice.address());
        send(alice, text);
        List<String> heard = vias(alice.hear("SIP/2.0 404").text());
        assertThat(heard).hasSize(5);
        assertThat(heard.subList(1, 5)).isEqualTo(vias(text).subList(1, 5));
    }

    @Test
    @Tag("4475-3.1.1.4-escnull")
    void escapedNulDoesNotEndAName() {
        String text = file("escnull").replace("host5.example.com;branch", alice.address() + ";branch");
        send(alice, text);
        assertThat(alice.hear("SIP/2.0 200").all("Contact"))
                .hasSize(2)
                .anyMatch(contact -> contact.startsWith("<sip:%00@host5.example.com>"))
                .anyMatch(contact -> contact.startsWith("<sip:%00%00@host5.example.com>"));
        String query = text.replaceAll("Contact:[^\r]*\r\n", "")
                .replace("CSeq: 14398234", "CSeq: 14398235")
                .replace("bKkdjuw", "bKquery");
        send(alice, query);
        assertThat(alice.hear("SIP/2.0 200").all("Contact")).hasSize(2);
        send(alice, query.replace("null-%00-null", "null-").replace("bKquery", "bKother"));
        assertThat(alice.hear("SIP/2.0 200").has("Contact")).isFalse();
    }

    /** A proxy that obeyed the Route of the third would send the message elsewhere. */
    @ParameterizedTest
    @CsvSource({
        "cparam01, sip:+19725552222@gw1.example.net, ''",
        "cparam02, sip:+19725552222@gw1.example.net, ;unknownparam",
        "regescrt, sip:user@example.com?, ''"
    })
    @Tag("4475-3.3.12-cparam01")
    @Tag("4475-3.3.13-cparam02")
    @Tag("4475-3.3.14-regescrt")
    void requestUriIsTheContactAsRegistered(String name, String contact, String parameters) {
        String user = name.equals("regescrt") ? "user" : "watson";
        String at = contact.substring(contact.indexOf(':') + 1).replace("?", "");
        String own = at.substring(0, at.indexOf('@') + 1) + bob.address();
        String text = file(name)
                .replaceFirst("SIP/2.0/UDP [^;]*;", "SIP/2.0/UDP " + alice.address() + ";")
                .replace(
                        "sip:" + at + (contact.endsWith("?") ? "?" : ""),
                        "sip:" + own + (contact.endsWith("?") ? "?" : ""));
        send(alice, text);
        String listed = alice.hear("SIP/2.0 200").header("Contact");
        if (name.equals("regescrt")) assertThat(listed).contains(own + "?Route=%3Csip:sip.example.com%3E>");
        alice.send(Say.message("sip:" + user + "@example.com"));
        Heard message = bob.hear("MESSAGE");
        assertThat(message.requestUri()).isEqualTo("sip:" + own + parameters);
        assertThat(message.has("Route")).isFalse();
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("4475-3.1.1.11-mpart01")
    void bodyWithNulOctetsIsForwardedUnchanged() {
        String text = file("mpart01")
                .replace("kumiko@example.org", "bob@example.com")
                .replaceFirst("Route: [^\r]*\r\n", "")
                .replaceFirst("127.0.0.1:5070;", alice.address() + ";");
        send(alice, text);
        Heard message = bob.hear("MESSAGE sip:bob@" + bob.address());
        String body = text.substring(text.indexOf("\r\n\r\n") + 4);
        assertThat(message.body()).isEqualTo(body.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(message.body()).hasSize(553).contains(0);
        assertThat(message.lines())
                .containsAll(Stream.of(text.split("\r\n"))
                        .filter(line -> line.matches("(Identity|Content|Date|User)[-A-Za-z]*:.*"))
                        .filter(line -> text.indexOf(line) < text.indexOf("\r\n\r\n"))
                        .toList());
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("4475-3.4.1-inv2543")
    void messageOfAnRfc2543ClientIsDeliveredOnce() {
        String text = file("inv2543")
                .replace("INVITE sip:UserB@example.com", "MESSAGE sip:bob@example.com")
                .replace("56 INVITE", "56 MESSAGE")
                .replace("SIP/2.0/UDP iftgw.example.com", "SIP/2.0/UDP " + alice.address())
                .replaceFirst("Record-Route: [^\r]*\r\n", "");
        send(alice, text);
        send(alice, text);
        Heard message = bob.hear("MESSAGE");
        assertThat(message.header("Max-Forwards")).isEqualTo("70");
        assertThat(message.all("Via")).hasSize(2);
        assertThat(message.all("Via").getFirst()).contains(";branch=z9hG4bK");
        assertThat(message.bodyText()).isEqualTo(text.substring(text.indexOf("\r\n\r\n") + 4));
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
        send(alice, text);
        alice.hearAgain();
        bob.hearsNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unreason", "noreason"})
    @Tag("4475-3.1.1.12-unreason")
    @Tag("4475-3.1.1.13-noreason")
    void reasonPhraseIsForwardedUnchanged(String name) {
        String status = ofResponse(name).replace("SIP/2.0 100 ", "SIP/2.0 200 ");
        alice.send(message());
        Heard message = bob.hear("MESSAGE");
        bob.send("SIP/2.0 100 \r\n" + message.copied("") + "Content-Length: 0\r\n\r\n");
        send(bob, status + message.copied("t") + "Content-Length: 0\r\n\r\n");
        assertThat(alice.hear("SIP/2.0 200").startLine() + "\r\n").isEqualTo(status);
    }

    /** The transaction waits on, and hears the true answer. */
    @ParameterizedTest
    @ValueSource(strings = {"scalarlg", "bigcode"})
    @Tag("4475-3.1.2.5-scalarlg")
    @Tag("4475-3.1.2.19-bigcode")
    void responseWithTooLargeNumbersIsDropped(String name) {
        alice.send(message());
        Heard message = bob.hear("MESSAGE");
        String copied = message.copied("t");
        if (name.equals("scalarlg")) copied = copied.replaceFirst("CSeq: 1 ", "CSeq: 9292394834772304023312 ");
        send(bob, ofResponse(name, "Retry-After", "Warning") + copied + "Content-Length: 0\r\n\r\n");
        alice.hearsNothing();
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
        alice.hearsNothing();
    }
}
