package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.ServerSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders without credentials are refused by default; a From in any spelling of our addresses is challenged. */
class SenderAuthorizationTest {
    private static final String BOB = "sip:bob@example.com";
    private static final ServerSettings USUAL = ServerSettings.of(List.of("example.com", "example.org"))
            .with(ServerSettings::rateLimits)
            .of(TestServer.PATIENT);

    private TestServer aldis;
    private Phone sender;
    private int sent;

    @BeforeEach
    void open() {
        open(USUAL);
    }

    private void open(ServerSettings settings) {
        aldis = TestServer.open(settings);
        sender = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        sender.close();
        aldis.close();
    }

    private void reopen(ServerSettings settings) {
        close();
        open(settings);
    }

    private String message(String from) {
        return Say.message(BOB).replace("<sip:alice@example.net>", from).replace("M1", "M" + ++sent);
    }

    private Heard says(String from) {
        return sender.send(message(from)).hear("SIP/2.0");
    }

    // ---- senders of other domains

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:alice@example.net>",
                "<sips:alice@example.net>",
                "<im:alice@example.net>",
                "<tel:+15551234>",
                "<sip:example.net>",
                "<sip:alice@example.com.example.net>",
                "<sip:alice@notexample.com>",
                "<sip:alice@192.0.2.7>",
                "\"example.com\" <sip:alice%40example.com@example.net>"
            })
    void senderOfAnotherDomainGets403ByDefault(String from) {
        Heard refused = says(from);
        assertThat(refused.startLine())
                .isEqualTo("SIP/2.0 403 Senders of other domains are not accepted here (to accept them: foreign.from:"
                        + " all)");
        assertThat(refused.text()).doesNotContain("Warning");
    }

    @Test
    void senderInATrustedNetworkIsAcceptedByDefault() {
        reopen(USUAL.with(ServerSettings::trust).by(it -> it.in(address -> true)));
        assertThat(says("<sip:alice@example.net>").code()).isEqualTo(480);
    }

    // ---- where the line stands that lets them in

    @Test
    void settingThatAcceptsOtherDomainsIsLoggedAtStart() {
        close();
        try (var log = new LogLines()) {
            open(USUAL);
            assertThat(log.with("foreign.from"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO senders of other domains are refused")
                    .contains("to accept them: \"foreign.from: all\"");
        }
        close();
        try (var log = new LogLines()) {
            open(TestServer.SETTINGS);
            assertThat(log.with("foreign.from"))
                    .singleElement()
                    .asString()
                    .contains("all other domains", "their From is not verified");
        }
    }

    /** What the log says is tried. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:alice@example.net> domain=example.net [example.net]",
                "<sip:alice@EXAMPLE.net.> domain=example.net [example.net]",
                "<im:alice@192.0.2.7> domain=192.0.2.7 [192.0.2.7]",
                "<tel:+15551234> domain=none all"
            })
    void refusalLogsTheSettingThatAcceptsTheSender(String row) {
        String[] words = row.split(" ");
        try (var log = new LogLines()) {
            assertThat(says(words[0]).code()).isEqualTo(403);
            assertThat(says(words[0]).code()).isEqualTo(403);
            assertThat(log.with("refused with 403"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO ")
                    .contains("MESSAGE", words[1] + " ", "address=127.0.0.1", "\"foreign.from: " + words[2] + "\"");
        }
        Domains opened =
                words[2].equals("all") ? Domains.ALL : Domains.of(List.of(words[2].replaceAll("[\\[\\]]", "")));
        reopen(USUAL.with(ServerSettings::foreign)
                .of(Foreign.DEFAULT
                        .with(Foreign::from)
                        .of(opened)
                        .with(Foreign::hideUsers)
                        .of(false)));
        assertThat(says(words[0]).code()).isEqualTo(480);
    }

    // ---- From in any spelling of us

    /** The door is wide open, and shut to none of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:alice@example.com.>",
                "<sip:alice@EXAMPLE.com..>",
                "<sips:alice@Example.Org.>",
                "<sip:alice@localhost>",
                "<sip:alice@LOCALHOST.:5060>",
                "<sip:alice@localhost.localdomain>",
                "<sip:alice@pc.localhost>",
                "<sip:alice@ip6-localhost>",
                "<sip:alice@127.0.0.1>",
                "<sip:alice@127.0.0.1.>",
                "<sip:alice@127.1>",
                "<sip:alice@127.0.1:7>",
                "<sip:alice@127.255.255.254>",
                "<sip:alice@2130706433>",
                "<sip:alice@0x7f000001>",
                "<sip:alice@0x7F.1>",
                "<sip:alice@0177.0.0.1>",
                "<sip:alice@017700000001>",
                "<sip:alice@0.0.0.0>",
                "<sip:alice@0>",
                "<sip:alice@[::1]>",
                "<sip:alice@[0:0:0:0:0:0:0:1]:5060>",
                "<sip:alice@[::]>",
                "<sip:alice@[::ffff:127.0.0.1]>",
                "<sip:alice@[::FFFF:7f00:1]>",
                "<sip:alice@[0:0:0:0:0:ffff:127.1.2.3]>",
                "<sip:alice@[::127.0.0.1]>",
                "<sip:alice@[64:ff9b::7f00:1]>",
                "<sip:%61lice@example.com>",
                "<sip:alice:secret@example.com>",
                "<sip:alice@example.com;maddr=192.0.2.1;transport=tcp?X=y>",
                "<sip:alice@sip.example.com>",
                "<im:alice@example.com>",
                "<im:alice@example.com.>",
                "<im:alice@127.1>",
                "<im:alice@ex%61mple.com>",
                "<IM:alice%40example.com>",
                "<pres:alice@example.com>",
                "<pres:alice@[::ffff:127.0.0.1]?a=b>",
                "<mailto:alice@example.com>",
                "<xmpp:alice@example.com/phone>",
                "<http://alice@example.com:80/x>",
                "<im:alice@example.com@example.net>",
                "<sip:example.com>",
                "<sip:example.com.;lr>",
                "<sip:127.0.0.1:5060>",
                "<im:example.com>",
                "<tel:+15551234;phone-context=example.com>"
            })
    void fromInAnySpellingOfUsNeedsCredentials(String from) {
        reopen(TestServer.SETTINGS);
        Heard challenge = says(from);
        assertThat(challenge.startLine()).isEqualTo("SIP/2.0 407 Proxy Authentication Required");
        assertThat(challenge.header("Proxy-Authenticate")).containsPattern("realm=\"example\\.(com|org)\"");
    }

    /** Whatever the door is: no spelling of us is taken for a sender of another domain, who hears 403. */
    @ParameterizedTest
    @ValueSource(
            strings = {"<sip:alice@example.com.>", "<pres:alice@example.com>", "<sip:example.com>", "<sip:a@localhost>"
            })
    void fromInAnySpellingOfUsIsChallengedWhenOtherDomainsAreRefused(String from) {
        assertThat(says(from).code()).isEqualTo(407);
    }

    /** An address that we advertise, or that the machine has, is ours also where we listen on another. */
    @Test
    void addressOfThisMachineIsLocal() throws Exception {
        reopen(TestServer.SETTINGS);
        for (var each : (Iterable<java.net.NetworkInterface>) java.net.NetworkInterface.networkInterfaces()::iterator)
            for (var address : (Iterable<java.net.InetAddress>) each.inetAddresses()::iterator) {
                String host = address.getHostAddress().replaceFirst("%.*", "");
                String from = "<sip:alice@" + (host.contains(":") ? '[' + host + ']' : host) + ">";
                assertThat(says(from).code()).as(from).isEqualTo(407);
            }
    }

    /** No domain of ours, but this machine: as it calls itself, and as our Via does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:alice@{name}>",
                "<sip:alice@{NAME}.>",
                "<sips:alice@{name}:5061>",
                "<im:alice@{NAME}>",
                "<pres:alice@{name}>",
                "<sip:{name}>"
            })
    void hostNameAndAdvertisedNameAreLocal(String from) throws Exception {
        String machine = new String(
                        new ProcessBuilder("uname", "-n")
                                .start()
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.US_ASCII)
                .strip();
        close();
        aldis = TestServer.advertising("edge.example.info", TestServer.SETTINGS);
        sender = Phone.udp(aldis.server);
        for (String name : List.of(machine, "edge.example.info")) {
            String written = from.replace("{name}", name).replace("{NAME}", name.toUpperCase(Locale.ROOT));
            assertThat(says(written).code()).as(written).isEqualTo(407);
        }
        assertThat(says(from.replaceAll("\\{\\w+}", "other.example.info")).code())
                .as("another name")
                .isEqualTo(480);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:alice@example.com.>",
                "<sip:alice@127.1>",
                "<sip:%61lice@localhost>",
                "<im:alice@example.com.>",
                "<pres:alice@example.com>",
                "<sips:alice@[::ffff:127.0.0.1]>"
            })
    void correctPasswordAuthenticatesAUserInAnySpelling(String from) {
        assertThat(proven(from).code()).isEqualTo(480);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:bob@example.com>",
                "<sip:bob@example.com.>",
                "<sip:Alice@example.com>",
                "<sip:alice%20@example.com>",
                "<pres:bob@127.1>",
                "<sip:example.com>",
                "<im:example.com>",
                "<mailto:bob@example.com>",
                "<im:bob@example.com@example.net>",
                "<tel:+15551234;phone-context=example.com>"
            })
    void authenticatedUserMayNotSendInAnotherName(String from) {
        reopen(TestServer.SETTINGS);
        assertThat(proven(from).code()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:alice@example.net>", "<tel:+15551234>", "<sip:anonymous@anonymous.invalid>"})
    void ourCredentialsInTheNameOfAnotherDomainGet403(String from) {
        reopen(TestServer.SETTINGS);
        Heard challenge = says("<sip:alice@example.com>");
        assertThat(answer(challenge, from).code()).isEqualTo(403);
    }

    private Heard proven(String from) {
        Heard challenge = says(from);
        assertThat(challenge.code()).isEqualTo(407);
        return answer(challenge, from);
    }

    private Heard answer(Heard challenge, String from) {
        String line = Proof.ALICE.line(challenge, "MESSAGE", BOB);
        return sender.send(message(from).replace("Max-Forwards", line + "Max-Forwards"))
                .hear("SIP/2.0");
    }

    // ---- telephone numbers

    @Test
    void telUriNeedsCredentialsWhenSuchAnAccountExists() {
        reopen(TestServer.SETTINGS);
        var heard = new ArrayList<Integer>();
        heard.add(says("<tel:+15551234>").code());
        aldis.store.put(TestServer.account("+15551234", "example.com", "secret"));
        aldis.settles();
        heard.add(says("<tel:+15551234>").code());
        heard.add(says("<tel:+1-555-1234>").code());
        heard.add(says("<tel:+15559999>").code());
        heard.add(says("<tel:5551234;phone-context=+1>").code());
        assertThat(heard).containsExactly(480, 407, 407, 407, 407);
        String from = "<tel:+1-555-1234>";
        String line = new Proof("+15551234", "secret", "MD5").line(says(from), "MESSAGE", BOB);
        assertThat(sender.send(message(from).replace("Max-Forwards", line + "Max-Forwards"))
                        .hear("SIP/2.0")
                        .code())
                .isEqualTo(480);
    }
}
