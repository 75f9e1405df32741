package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.ServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other domains: permission to send there, location, and failover (RFC 3263 §4.3, RFC 3861). */
class OtherDomainsTest {
    private static final Foreign ALL = Foreign.DEFAULT
            .with(Foreign::to)
            .of(Domains.ALL)
            .with(Foreign::from)
            .of(Domains.ALL)
            .with(Foreign::hideUsers)
            .of(false);
    private static final String UDP = "_sip._udp.elsewhere.example";
    private static final String IM = "_im._sip.elsewhere.example";

    private final Names names = new Names();
    private final TestServer aldis = TestServer.asking(names, settings(TestServer.TRUSTING, ALL));
    private final Phone alice = Phone.udp(aldis.server);
    private final Phone other = Phone.udp(aldis.server);
    private final Phone spare = Phone.udp(aldis.server);

    private static ServerSettings settings(ServerSettings base, Foreign foreign) {
        return base.with(ServerSettings::foreign)
                .of(foreign)
                .with(ServerSettings::patience)
                .of(Duration.ofSeconds(3));
    }

    @AfterEach
    void close() {
        alice.close();
        other.close();
        spare.close();
        aldis.close();
    }

    @Test
    @Tag("3263-4.1-07")
    void messageToAnotherDomainIsForwardedByItsSrvRecords() {
        names.srv(UDP, other.port());
        alice.send(Say.message("sip:bob@elsewhere.example"));
        Heard message = other.hear("MESSAGE sip:bob@elsewhere.example SIP/2.0");
        assertThat(message.all("Via")).hasSize(2);
        other.answer(message, "200 OK");
        alice.hear("SIP/2.0 200 OK");
    }

    @Test
    @Tag("5393-5.3.3-02")
    void smallestOfSeveralMaxBreadthsIsForwardedToAnotherDomain() {
        names.srv(UDP, other.port());
        alice.send(Say.message("sip:bob@elsewhere.example").replace("Max-F", "Max-Breadth: 9\nMax-Breadth: 6\nMax-F"));
        Heard message = other.hear("MESSAGE sip:bob@elsewhere.example SIP/2.0");
        assertThat(message.all("Max-Breadth")).containsExactly("6");
        other.answer(message, "200 OK");
        alice.hear("SIP/2.0 200 OK");
    }

    @Test
    @Tag("3861-3-01")
    @Tag("3861-5-01")
    @Tag("3428-3-06")
    void imUriIsForwardedAsSipByTheImSrvRecords() {
        names.srv(IM, other.port()).srv(UDP, spare.port());
        alice.send(Say.message("im:bob@elsewhere.example"));
        Heard message = other.hear("MESSAGE sip:bob@elsewhere.example SIP/2.0");
        assertThat(message.header("To")).isEqualTo("<im:bob@elsewhere.example>");
        other.answer(message, "202 Accepted");
        alice.hear("SIP/2.0 202");
        assertThat(names.asked.getFirst()).isEqualTo("SRV " + IM);
    }

    @Test
    @Tag("3263-4.3-01")
    @Tag("3861-6-01")
    @Tag("3261-16.7-10")
    void serverWith503IsFollowedByTheNextInANewTransaction() {
        names.srv(UDP, other.port()).srv(UDP, spare.port());
        alice.send(Say.message("sip:bob@elsewhere.example"));
        Heard first = other.hear("MESSAGE");
        other.answer(first, "503 Service Unavailable", "Retry-After: 60");
        Heard second = spare.hear("MESSAGE");
        assertThat(second.all("Via").getFirst()).isNotEqualTo(first.all("Via").getFirst());
        spare.answer(second, "200 OK");
        alice.hear("SIP/2.0 200 OK");

        alice.send(Say.message("sip:bob@elsewhere.example").replace("M1", "M2"));
        spare.answer(spare.hear("MESSAGE"), "200 OK");
        alice.hear("SIP/2.0 200 OK");
        other.hearsNothing(); // it asked to be left alone
    }

    @Test
    @Tag("3263-4.3-01")
    @Tag("3263-4.2-02")
    void silentServerIsFollowedByTheNextWithinThePatience() {
        names.srv(UDP, Phone.deafPort()).srv(UDP, other.port());
        alice.send(Say.message("sip:bob@elsewhere.example"));
        other.answer(other.hear("MESSAGE"), "200 OK");
        alice.hear("SIP/2.0 200 OK");
    }

    @Test
    @Tag("2782-Format-01")
    void recoveredNextHopIsTriedInItsOldPlace() {
        names.srv(UDP, other.port()).srv(UDP, spare.port());
        alice.send(Say.message("sip:bob@elsewhere.example"));
        other.hear("MESSAGE"); // and is silent
        spare.answer(spare.hear("MESSAGE"), "200 OK");
        alice.hear("SIP/2.0 200 OK");

        alice.send(Say.message("sip:bob@elsewhere.example").replace("M1", "M2"));
        spare.answer(spare.hear("MESSAGE"), "503 Service Unavailable");
        Heard second = other.hear("MESSAGE");
        assertThat(second.header("Call-ID")).startsWith("M2");
        other.answer(second, "200 OK");
        alice.hear("SIP/2.0 200 OK");

        alice.send(Say.message("sip:bob@elsewhere.example").replace("M1", "M3"));
        Heard third = other.hear("MESSAGE");
        assertThat(third.header("Call-ID")).startsWith("M3");
        other.answer(third, "200 OK");
        alice.hear("SIP/2.0 200 OK");
        spare.hearsNothing();
    }

    @Test
    @Tag("3263-4.3-01")
    void serverThatRefusesTheConnectionIsFollowedByTheNext() {
        names.srv("_sip._tcp.elsewhere.example", Phone.deafPort()).srv(UDP, other.port());
        alice.send(Say.message("sip:bob@elsewhere.example"));
        other.answer(other.hear("MESSAGE"), "200 OK");
        alice.hear("SIP/2.0 200 OK");
    }

    @Test
    @Tag("3261-16.7-10")
    void response503OfTheLastServerBecomes500() {
        names.srv(UDP, other.port());
        alice.send(Say.message("sip:bob@elsewhere.example"));
        other.answer(other.hear("MESSAGE"), "503 Service Unavailable");
        alice.hear("SIP/2.0 500");
    }

    @Test
    @Tag("3861-6-02")
    void numberOfServersTriedIsLimited() {
        try (var two = TestServer.asking(
                        names,
                        settings(
                                TestServer.TRUSTING,
                                Foreign.DEFAULT
                                        .with(Foreign::to)
                                        .of(Domains.ALL)
                                        .with(Foreign::from)
                                        .of(Domains.ALL)
                                        .with(Foreign::attempts)
                                        .of(2)
                                        .with(Foreign::hideUsers)
                                        .of(false)));
                var carol = Phone.udp(two.server)) {
            names.srv(UDP, Phone.deafPort()).srv(UDP, Phone.deafPort()).srv(UDP, other.port());
            carol.send(Say.message("sip:bob@elsewhere.example"));
            carol.hear("SIP/2.0 504 No Server of elsewhere.example Answered");
            other.hearsNothing();
        }
    }

    @Test
    @Tag("3263-4-01")
    void retransmissionGoesToTheSameServer() {
        names.srv(UDP, other.port()).srv(UDP, spare.port());
        alice.send(Say.message("sip:bob@elsewhere.example"));
        Heard message = other.hear("MESSAGE");
        assertThat(other.hearAgain()).isEqualTo(message);
        other.answer(message, "200 OK");
        alice.hear("SIP/2.0 200 OK");
        spare.hearsNothing();
    }

    @Test
    void otherFinalResponseIsForwardedWithoutTryingTheNext() {
        names.srv(UDP, other.port()).srv(UDP, spare.port());
        alice.send(Say.message("sip:bob@elsewhere.example"));
        other.answer(other.hear("MESSAGE"), "404 Not Found");
        alice.hear("SIP/2.0 404 Not Found");
        spare.hearsNothing();
    }

    @Test
    @Tag("3860-3.4.1-01")
    void unknownDomainGets404() {
        alice.send(Say.message("im:bob@nowhere.example"));
        alice.hear("SIP/2.0 404 No Server of nowhere.example Found");
    }

    @Test
    void failedDnsQueryGets504() {
        names.silent = true;
        alice.send(Say.message("sip:bob@elsewhere.example"));
        alice.hear("SIP/2.0 504 The DNS Says Nothing about elsewhere.example");
    }

    @ParameterizedTest
    @CsvSource({"sip:bob@elsewhere.example", "im:bob@elsewhere.example"})
    @Tag("5393-4.1-01")
    void domainThatResolvesToUsGets482(String uri) {
        String server = alice.wire("{server}");
        int port = Integer.parseInt(server.substring(server.indexOf(':') + 1));
        names.srv(UDP, port).srv(IM, port);
        alice.send(Say.message(uri));
        alice.hear("SIP/2.0 482 Loop Detected");
    }

    @Test
    void sipsMessageIsNotSentToAServerWithoutTls() {
        names.srv(UDP, other.port());
        alice.send(Say.message("sips:bob@elsewhere.example"));
        assertThat(alice.hear("SIP/2.0 480").header("Warning")).contains("SIPS Not Allowed");
        other.hearsNothing();
    }

    @Test
    void messageToADomainOutsideOfTheListGets403() {
        var list = Foreign.DEFAULT
                .with(Foreign::to)
                .of(Domains.of(List.of("Elsewhere.example")))
                .with(Foreign::from)
                .of(Domains.ALL)
                .with(Foreign::hideUsers)
                .of(false);
        try (var choosy = TestServer.asking(names.srv(UDP, other.port()), settings(TestServer.TRUSTING, list));
                var carol = Phone.udp(choosy.server)) {
            other.calls(choosy.server);
            carol.send(Say.message("sip:bob@ELSEWHERE.example"));
            other.answer(other.hear("MESSAGE"), "200 OK");
            carol.hear("SIP/2.0 200");
            carol.send(Say.message("sip:bob@elsewhere.example;maddr=127.0.0.1").replace("M1", "M2"));
            carol.hear("SIP/2.0 403 No relaying to elsewhere.example");
            carol.send(Say.message("sip:bob@third.example").replace("M1", "M3"));
            carol.hear("SIP/2.0 403 No relaying to third.example");
        }
    }

    @Test
    void messageOfAStrangerToAnotherDomainGets403() {
        try (var aldis = TestServer.asking(names.srv(UDP, other.port()), settings(TestServer.SETTINGS, ALL));
                var stranger = Phone.udp(aldis.server)) {
            other.calls(aldis.server);
            stranger.send(Say.message("sip:bob@elsewhere.example"));
            stranger.hear("SIP/2.0 403 No relaying to elsewhere.example for strangers");
            stranger.send(Say.message("sip:bob@elsewhere.example")
                    .replace("alice@example.net", "alice@example.com")
                    .replace("M1", "M2"));
            Heard challenge = stranger.hear("SIP/2.0 407");
            String uri = "sip:bob@elsewhere.example";
            String proof = new Proof("alice", "alice", "MD5").line(challenge, "MESSAGE", uri);
            stranger.send(Say.message(uri)
                    .replace("alice@example.net", "alice@example.com")
                    .replace("M1", "M3")
                    .replace("Max-Forwards", proof + "Max-Forwards"));
            Heard message = other.hear("MESSAGE");
            assertThat(message.has("Proxy-Authorization")).isFalse();
            other.answer(message, "200 OK");
            stranger.hear("SIP/2.0 200");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "example.net,  200 OK",
        "EXAMPLE.net,  200 OK",
        "example.info, 403 Senders of other domains are not accepted here (to accept them: foreign.from: all)"
    })
    void strangerOfAnAllowedDomainReachesALocalUser(String domain, String answer) {
        var welcome = Foreign.DEFAULT
                .with(Foreign::from)
                .of(Domains.of(List.of("example.net")))
                .with(Foreign::hideUsers)
                .of(false);
        try (var aldis = TestServer.asking(
                        names,
                        settings(
                                TestServer.SETTINGS
                                        .with(ServerSettings::openRegistration)
                                        .of(true),
                                welcome));
                var stranger = Phone.udp(aldis.server);
                var bob = Phone.udp(aldis.server)) {
            bob.send(Say.register("<sip:bob@{me}>"));
            Heard challenge = bob.hear("SIP/2.0 401");
            String proof = new Proof("bob", "bob", "MD5").line(challenge, "REGISTER", "sip:example.com");
            bob.send(Say.register("<sip:bob@{me}>").replace("Max-Forwards", proof + "Max-Forwards"));
            bob.hear("SIP/2.0 200");
            stranger.send(Say.message("sip:bob@example.com").replace("@example.net>", "@" + domain + ">"));
            if (answer.startsWith("200")) bob.answer(bob.hear("MESSAGE"), answer);
            stranger.hear("SIP/2.0 " + answer);
        }
    }

    @Test
    @Tag("3261-16.3-03")
    void telUriIsForwardedToItsMappedGateway() {
        String gateway = "sip:{number}@127.0.0.1:" + other.port() + ";user=phone";
        var mapped = Foreign.DEFAULT
                .with(Foreign::from)
                .of(Domains.ALL)
                .with(Foreign::schemes)
                .of(Map.of("tel", gateway))
                .with(Foreign::hideUsers)
                .of(false);
        try (var aldis = TestServer.asking(names, settings(TestServer.TRUSTING, mapped));
                var carol = Phone.udp(aldis.server)) {
            other.calls(aldis.server);
            carol.send(Say.message("tel:+1-(555)-123.4567;ext=9"));
            Heard message = other.hear("MESSAGE sip:+15551234567@127.0.0.1:" + other.port() + ";user=phone SIP/2.0");
            other.answer(message, "200 OK");
            carol.hear("SIP/2.0 200");
            carol.send(Say.message("sip:bob@elsewhere.example").replace("M1", "M2"));
            carol.hear("SIP/2.0 403 No relaying to elsewhere.example");
            carol.send(Say.message("urn:service:sos").replace("M1", "M3"));
            carol.hear("SIP/2.0 416");
        }
    }

    @Test
    void telUriMayBeMappedToALocalUser() {
        var mapped = Foreign.DEFAULT
                .with(Foreign::from)
                .of(Domains.ALL)
                .with(Foreign::schemes)
                .of(Map.of("tel", "sip:{number}@example.com"))
                .with(Foreign::hideUsers)
                .of(false);
        try (var aldis = TestServer.asking(names, settings(TestServer.TRUSTING, mapped));
                var carol = Phone.udp(aldis.server);
                var desk = Phone.udp(aldis.server)) {
            aldis.register(desk, "+15551234", "<sip:desk@{me}>");
            carol.send(Say.message("tel:+1-555-1234"));
            desk.answer(desk.hear("MESSAGE sip:desk@"), "200 OK");
            carol.hear("SIP/2.0 200");
        }
    }
}
