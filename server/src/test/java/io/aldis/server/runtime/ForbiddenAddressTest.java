package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Listen;
import io.aldis.server.Cidr;
import io.aldis.server.Domains;
import io.aldis.server.Forbidden;
import io.aldis.server.Foreign;
import io.aldis.server.ServerSettings;
import io.aldis.server.TrustedNeighbours;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that others may not have us send to: 127.0.0.8/29 here stands for the network behind the server. */
class ForbiddenAddressTest {
    private static final ServerSettings SETTINGS = TestServer.SETTINGS
            .with(ServerSettings::forbidden)
            .of(new Forbidden(List.of(Cidr.parse("127.0.0.8/29"), Cidr.parse("fc00::/7"))));

    private final Names dns = new Names()
            .put("inside.example.net", "127.0.0.9")
            .put("both.example.net", "127.0.0.9")
            .put("both.example.net", "127.0.0.1");
    private final TestServer aldis = TestServer.asking(dns, SETTINGS);
    private final Phone outside = Phone.udp(aldis.server);
    private final Phone inside = Wires.udp(aldis.server, "127.0.0.9");
    private int sent;

    @AfterEach
    void close() {
        outside.close();
        inside.close();
        aldis.close();
    }

    private Heard registers(Phone phone, String contact, String lines) {
        String request = Say.register(contact)
                .replace("M1", "M" + ++sent)
                .replace("CSeq: 1 ", "CSeq: " + sent + " ")
                .replace("Max-Forwards", lines + "Max-Forwards");
        Heard challenge = phone.send(request).hear("SIP/2.0 401");
        String proof = Proof.BOB.line(challenge, "REGISTER", "sip:example.com");
        return phone.send(request.replace("Max-Forwards", proof + "Max-Forwards"))
                .hear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:bob@127.0.0.9>",
                "<sip:bob@127.0.0.9:22;transport=tcp>",
                "<sip:bob@[fd00::1]>",
                "<sip:bob@host.example;maddr=127.0.0.9>",
                "<sip:bob@{me}>, <sip:bob@127.0.0.15>"
            })
    void insideContactOfAnOutsideSenderIsRefused(String contact) {
        assertThat(registers(outside, contact, "").startLine()).startsWith("SIP/2.0 403 Forbidden: no way to ");
        outside.send(Say.message("sip:bob@example.com").replace("M1", "M" + ++sent))
                .hear("SIP/2.0 480");
        inside.hearsNothing();
    }

    @Test
    void insidePathOfAnOutsideSenderIsRefused() {
        String path = "Path: <sip:" + inside.address() + ";lr>\nSupported: path\n";
        assertThat(registers(outside, "<sip:bob@{me}>", path).code()).isEqualTo(403);
        outside.send(Say.message("sip:bob@example.com").replace("M1", "M" + ++sent))
                .hear("SIP/2.0 480");
        inside.hearsNothing();
    }

    @Test
    void contactOfAnInsideSenderMayBeInside() {
        assertThat(registers(inside, "<sip:bob@{me}>", "").code()).isEqualTo(200);
        outside.send(Say.message("sip:bob@example.com").replace("M1", "M" + ++sent));
        inside.answer(inside.hear("MESSAGE "), "200 OK");
        outside.hear("SIP/2.0 200");
    }

    @Test
    void insideContactMayBeRemovedFromOutside() {
        registers(inside, "<sip:bob@{me}>", "");
        String gone = "<sip:bob@" + inside.address() + ">;expires=0";
        assertThat(registers(outside, gone, "").code()).isEqualTo(200);
    }

    /** Its Via names the same private address: it is reached where its REGISTER came from. */
    @Test
    void phoneBehindANatMayRegisterItsPrivateContact() {
        String register =
                Say.register("<sip:bob@127.0.0.9:5070>").replace("{me};branch", "127.0.0.9:5070;rport;branch");
        Heard challenge = outside.send(register).hear("SIP/2.0 401");
        String proof = Proof.BOB.line(challenge, "REGISTER", "sip:example.com");
        outside.send(register.replace("Max-Forwards", proof + "Max-Forwards")).hear("SIP/2.0 200");
        inside.send(Say.message("sip:bob@example.com"));
        outside.answer(outside.hear("MESSAGE sip:bob@127.0.0.9:5070 "), "200 OK");
        inside.hear("SIP/2.0 200");
    }

    /** Over TCP it is reached over its connection; when that is gone, nowhere, and never by its contact. */
    @Test
    void contactOfAClosedConnectionIsNotReachedInside() {
        Phone tcp = Phone.tcp(aldis.server);
        assertThat(registers(tcp, "<sip:bob@" + inside.address() + ">", "").code())
                .isEqualTo(200);
        tcp.close();
        outside.send(Say.message("sip:bob@example.com")).hear("SIP/2.0 480");
        inside.hearsNothing();
    }

    // ---- by name

    private Heard writes(Phone phone, String branch) {
        return phone.send(Say.message("sip:bob@example.com").replace("M1", branch))
                .hear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sip:bob@inside.example.net:{port}", "sip:bob@host.example:{port};maddr=inside.example.net"})
    void contactNameThatResolvesInsideIsNotReachedForAnOutsideSender(String contact) {
        String name = '<' + contact.replace("{port}", "" + inside.port()) + '>';
        assertThat(registers(outside, name, "").code()).isEqualTo(200);
        assertThat(writes(outside, "Mo").code()).isEqualTo(480);
        assertThat(registers(inside, name, "").code()).isEqualTo(200);
        outside.send(Say.message("sip:bob@example.com").replace("M1", "Mi"));
        inside.answer(inside.hear("MESSAGE "), "200 OK");
        outside.hear("SIP/2.0 200");
    }

    @Test
    void insideAddressesOfANameAreSkipped() {
        registers(outside, "<sip:bob@both.example.net:" + outside.port() + ">", "");
        inside.send(Say.message("sip:bob@example.com"));
        outside.answer(outside.hear("MESSAGE "), "200 OK");
        inside.hear("SIP/2.0 200");
    }

    @Test
    void pathNameThatResolvesInsideIsNotFollowed() {
        String path = "Path: <sip:inside.example.net:" + inside.port() + ";lr>\nSupported: path\n";
        assertThat(registers(outside, "<sip:bob@{me}>", path).code()).isEqualTo(200);
        assertThat(writes(outside, "Mo").code()).isEqualTo(480);
        assertThat(registers(inside, "<sip:bob@{me}>", path).code()).isEqualTo(200);
        outside.send(Say.message("sip:bob@example.com").replace("M1", "Mi"));
        inside.answer(inside.hear("MESSAGE "), "200 OK");
        outside.hear("SIP/2.0 200");
    }

    // ---- to other domains

    private Heard writesAbroad(TestServer from, String uri) {
        outside.calls(from.server);
        String request = Say.message(uri).replace("alice@example.net", "alice@example.com");
        Heard challenge = outside.send(request.replace("M1", "M" + ++sent)).hear("SIP/2.0 407");
        String proof = new Proof("alice", "alice", "MD5").line(challenge, "MESSAGE", uri);
        return outside.send(request.replace("M1", "M" + ++sent).replace("Max-Forwards", proof + "Max-Forwards"))
                .hear();
    }

    /** By the name of a domain of his own, by that of its servers, as an im: address, and by an address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:x@inside.example.net:{port}",
                "sip:x@evil.example.net",
                "im:x@evil.example.net",
                "sip:x@127.0.0.9:{port}",
                "sip:x@evil.example.net:{port};maddr=127.0.0.9"
            })
    void domainThatResolvesInsideGets404(String uri) {
        dns.srv("_sip._udp.evil.example.net", inside.port(), "inside.example.net")
                .srv("_im._sip.evil.example.net", inside.port(), "inside.example.net");
        var all = Foreign.DEFAULT
                .with(Foreign::to)
                .of(Domains.ALL)
                .with(Foreign::from)
                .of(Domains.ALL)
                .with(Foreign::hideUsers)
                .of(false);
        try (var open =
                TestServer.asking(dns, SETTINGS.with(ServerSettings::foreign).of(all))) {
            Heard answer = writesAbroad(open, uri.replace("{port}", "" + inside.port()));
            assertThat(answer.startLine()).startsWith("SIP/2.0 404 No Server of ");
            inside.hearsNothing();
        }
    }

    @Test
    void configuredDomainMayResolveInside() {
        dns.srv("_sip._udp.branch.example.net", inside.port(), "inside.example.net");
        var named = Foreign.DEFAULT
                .with(Foreign::to)
                .of(Domains.of(List.of("branch.example.net")))
                .with(Foreign::from)
                .of(Domains.ALL)
                .with(Foreign::hideUsers)
                .of(false);
        ServerSettings settings = SETTINGS.with(ServerSettings::foreign)
                .of(named)
                .with(ServerSettings::patience)
                .of(Duration.ofMillis(2000));
        try (var open = TestServer.asking(dns, settings)) {
            assertThat(writesAbroad(open, "sip:x@branch.example.net").startLine())
                    .isEqualTo("SIP/2.0 504 No Server of branch.example.net Answered");
            inside.hear("MESSAGE sip:x@branch.example.net ");
        }
    }

    // ---- by a trusted listener

    /** A proxy before it names itself in its Via, which looks like a NAT. */
    @Test
    void senderOverATrustedListenerMayReachInside() {
        ServerSettings trusting = SETTINGS.with(ServerSettings::trust)
                .of(TrustedNeighbours.NOBODY.at(List.of(Listen.parse("udp:127.0.0.1:0"))));
        try (var open = TestServer.asking(dns, trusting)) {
            outside.calls(open.server);
            inside.calls(open.server);
            String path = "Path: <sip:inside.example.net:" + inside.port() + ";lr>\nSupported: path\n";
            String register = Say.register("<sip:bob@10.9.9.9>")
                    .replace("{me};branch", "proxy.example.net;rport;branch")
                    .replace("Max-Forwards", path + "Max-Forwards");
            outside.send(register).hear("SIP/2.0 200");
            outside.send(Say.message("sip:bob@example.com").replace("M1", "Mi"));
            inside.answer(inside.hear("MESSAGE "), "200 OK");
            outside.hear("SIP/2.0 200");
        }
    }

    // ---- inside of a dialog

    private Call call() {
        registers(inside, "<sip:bob@{me}>", "");
        outside.send(Say.request("INVITE", "sip:bob@example.com")
                .replace("Content-Length", "Contact: <sip:alice@{me}>\nContent-Length"));
        outside.hear("SIP/2.0 100");
        Heard invite = inside.hear("INVITE ");
        inside.answer(invite, "200 OK", "Contact: <sip:bob@" + inside.address() + ";ob>", recordRoute(invite));
        return new Call(invite, outside.hear("SIP/2.0 200"));
    }

    private static String recordRoute(Heard invite) {
        return "Record-Route: " + String.join(", ", invite.all("Record-Route"));
    }

    @Test
    void dialogReachesAnInsidePhoneThatIsRegistered() {
        Call call = call();
        outside.send(call.fromCaller("ACK", 1));
        inside.hear("ACK ");
        outside.send(call.fromCaller("BYE", 2));
        inside.answer(inside.hear("BYE "), "200 OK");
        outside.hear("SIP/2.0 200");
    }

    @Test
    void dialogDoesNotReachOtherInsideMachines() {
        Call call = call();
        outside.send(call.fromCaller("ACK", 1));
        inside.hear("ACK ");
        try (Phone other = Wires.udp(aldis.server, "127.0.0.10")) {
            String bye = call.fromCaller("BYE", 2).replaceFirst("BYE \\S+", "BYE sip:x@" + other.address());
            assertThat(outside.send(bye).hear().startLine()).startsWith("SIP/2.0 403 No relaying to 127.0.0.10");
            String along = call.fromCaller("BYE", 3)
                    .replaceFirst("Max-Forwards", "Route: <sip:" + other.address() + ";lr>\nMax-Forwards");
            assertThat(outside.send(along).hear().code()).isEqualTo(403);
            other.hearsNothing();
        }
    }

    @Test
    void routeNameThatResolvesInsideIsNotFollowed() {
        Call call = call();
        outside.send(call.fromCaller("ACK", 1));
        inside.hear("ACK ");
        try (Phone other = Wires.udp(aldis.server, "127.0.0.10")) {
            dns.put("other.example.net", "127.0.0.10");
            String name = "other.example.net:" + other.port();
            String along = call.fromCaller("BYE", 2)
                    .replaceFirst("Max-Forwards", "Route: <sip:" + name + ";lr>\nMax-Forwards");
            assertThat(outside.send(along).hear().code()).isEqualTo(480);
            String bye = call.fromCaller("BYE", 3).replaceFirst("BYE \\S+", "BYE sip:x@" + name);
            assertThat(outside.send(bye).hear().code()).isEqualTo(480);
            other.hearsNothing();
        }
    }
}
