package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.ServerSettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cameras of GB/T 28181 have their own address in To and From; the account is that of the user part, and digest authenticates it. */
class AnyHostTest {
    private static final String CAMERA = "34020000001320000001";
    private static final String PLATFORM = "34020000002000000001";
    private static final String OWN = "sip:" + CAMERA + "@192.0.2.77:5060";

    private TestServer aldis = TestServer.open(settings(Domains.ALL));
    private Phone camera = camera();

    private static ServerSettings settings(Domains from) {
        return TestServer.SETTINGS
                .with(ServerSettings::registration)
                .of(ServerSettings.Registration.DEFAULT
                        .with(ServerSettings.Registration::anyHost)
                        .of(Domains.of(List.of("example.com"))))
                .with(ServerSettings::foreign)
                .of(Foreign.DEFAULT
                        .with(Foreign::from)
                        .of(from)
                        .with(Foreign::hideUsers)
                        .of(false))
                .with(ServerSettings::trust)
                .by(it -> it.in(address -> address.getHostAddress().equals("127.0.0.9")));
    }

    /** The platform is a device like any other, at a trusted address. */
    private Phone platform() {
        aldis.store.put(TestServer.account(PLATFORM, "example.com", "platform"));
        aldis.settles();
        Phone platform = Wires.udp(aldis.server, "127.0.0.9");
        aldis.register(platform, PLATFORM, "<sip:" + PLATFORM + "@{me}>");
        return platform;
    }

    private Phone camera() {
        aldis.store.put(TestServer.account(CAMERA, "example.com", "secret"));
        aldis.settles();
        return Phone.udp(aldis.server);
    }

    private void reopen(ServerSettings settings) {
        close();
        aldis = TestServer.open(settings);
        camera = camera();
    }

    @AfterEach
    void close() {
        camera.close();
        aldis.close();
    }

    private static String register(String registrar, String own) {
        return Say.register("<sip:" + CAMERA + "@{me}>")
                .replace("REGISTER sip:example.com", "REGISTER " + registrar)
                .replace("sip:bob@example.com", own);
    }

    private static String message(String to, String from) {
        return Say.message(to).replace("sip:alice@example.net", from);
    }

    private Heard proved(String request, String method, String uri, String password) {
        camera.send(request);
        Heard challenge = camera.hear("SIP/2.0 40");
        assertThat(challenge.code()).as(challenge.text()).isEqualTo(method.equals("REGISTER") ? 401 : 407);
        String line = new Proof(CAMERA, password, "MD5").line(challenge, method, uri);
        camera.send(request.replace("Max-Forwards", line + "Max-Forwards"));
        return camera.hear();
    }

    @ParameterizedTest
    @CsvSource({
        "sip:example.com, " + OWN,
        "sip:" + PLATFORM + "@example.com, " + OWN,
        "sip:" + PLATFORM + "@{server}, " + OWN,
        "sip:" + PLATFORM + "@192.0.2.77:5060, " + OWN,
        "sip:" + CAMERA + "@192.0.2.77:5060, " + OWN,
        "sip:" + PLATFORM + "@3402000000, " + OWN,
        "sip:" + PLATFORM + "@[2001:db8::7]:5060, sip:" + CAMERA + "@[2001:db8::7]:5060",
        "sip:example.com, sip:" + CAMERA + "@3402000000",
        "sip:example.com, sip:" + CAMERA + "@camera.local",
        "sip:example.com, sip:" + CAMERA + "@[2001:db8::7]:5060",
        "sip:example.com, sip:" + CAMERA + "@example.com"
    })
    void cameraRegistersUnderItsOwnAddressAndIsReached(String registrar, String own) {
        Heard registered = proved(register(registrar, own), "REGISTER", "sip:example.com", "secret");
        assertThat(registered.code()).as(registered.text()).isEqualTo(200);
        try (Phone other = Phone.udp(aldis.server)) {
            other.send(Say.message("sip:" + CAMERA + "@example.com"));
            Heard message = camera.hear("MESSAGE sip:" + CAMERA + "@");
            camera.answer(message, "200 OK");
            other.hear("SIP/2.0 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OWN, "sip:" + CAMERA + "@192.0.2.77", "sip:" + CAMERA + "@[2001:db8::7]:5060"})
    void messageOfACameraIsAuthenticatedAsItsAccount(String own) {
        Heard answer = proved(message("sip:bob@example.com", own), "MESSAGE", "sip:bob@example.com", "secret");
        assertThat(answer.code()).isEqualTo(480);
    }

    /** GB/T 28181 names domains by ten digits; with the door closed every host is taken so. */
    @ParameterizedTest
    @ValueSource(strings = {"sip:" + CAMERA + "@3402000000", "sip:" + CAMERA + "@camera.local", OWN})
    void anyHostIsTreatedAsACameraWhenOtherDomainsAreRefused(String own) {
        reopen(settings(Domains.NONE));
        Heard answer = proved(message("sip:bob@example.com", own), "MESSAGE", "sip:bob@example.com", "secret");
        assertThat(answer.code()).isEqualTo(480);
    }

    @Test
    void wrongPasswordOfACameraIsChallengedAgain() {
        assertThat(proved(register("sip:example.com", OWN), "REGISTER", "sip:example.com", "guess")
                        .code())
                .isEqualTo(401);
        assertThat(proved(message("sip:bob@example.com", OWN), "MESSAGE", "sip:bob@example.com", "guess")
                        .code())
                .isEqualTo(407);
    }

    /** Who writes an address is challenged, whether there is such an account or not. */
    @Test
    void unknownCameraIsChallengedLikeAKnownOne() {
        camera.send(message("sip:bob@example.com", "sip:nobody@192.0.2.77"));
        camera.hear("SIP/2.0 407");
        camera.send(register("sip:example.com", "sip:nobody@192.0.2.77").replace("M1", "M2"));
        camera.hear("SIP/2.0 401");
    }

    /** The switch is that of one domain, and a domain that may write here without credentials stays another domain. */
    @Test
    void anyHostSwitchAppliesToItsDomainOnly() {
        camera.send(register("sip:example.org", OWN));
        camera.hear("SIP/2.0 404");
        camera.send(message("sip:bob@example.com", "sip:" + CAMERA + "@elsewhere.example"));
        camera.hear("SIP/2.0 480");
        camera.send(message("sip:bob@example.org", OWN).replace("M1", "M3"));
        camera.hear("SIP/2.0 404");
    }

    @Test
    void cameraWithoutTheSwitchIsRefused() {
        reopen(TestServer.SETTINGS);
        camera.send(register("sip:example.com", OWN));
        camera.hear("SIP/2.0 404");
        camera.send(message("sip:bob@example.com", OWN).replace("M1", "M2"));
        camera.hear("SIP/2.0 480");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:" + PLATFORM + "@example.com",
                "sip:" + PLATFORM + "@{server}",
                "sip:" + PLATFORM + "@192.0.2.77:5060",
                "sip:" + PLATFORM + "@192.0.2.77",
                "sip:" + PLATFORM + "@3402000000",
                "sip:" + PLATFORM + "@203.0.113.5:5060"
            })
    void keepaliveOfACameraReachesThePlatformUnderAnyAddress(String uri) {
        try (Phone platform = platform()) {
            String keepalive = message(uri, OWN)
                    .replace("To: <" + uri + ">", "To: <" + OWN + ">")
                    .replace("text/plain", "Application/MANSCDP+xml");
            camera.send(keepalive);
            Heard challenge = camera.hear("SIP/2.0 407");
            String digestUri = uri.replace("{server}", "127.0.0.1");
            String line = new Proof(CAMERA, "secret", "MD5").line(challenge, "MESSAGE", digestUri);
            camera.send(keepalive.replace("Max-Forwards", line + "Max-Forwards"));
            Heard heard = platform.hear("MESSAGE sip:" + PLATFORM + "@127.0.0.9");
            assertThat(heard.header("Content-Type")).isEqualTo("Application/MANSCDP+xml");
            assertThat(heard.header("From")).startsWith("<" + OWN + ">");
            platform.answer(heard, "200 OK");
            camera.hear("SIP/2.0 200");
        }
    }

    @Test
    void messageToAnAddressOfACameraReachesItAtItsContact() {
        assertThat(proved(register("sip:example.com", OWN), "REGISTER", "sip:example.com", "secret")
                        .code())
                .isEqualTo(200);
        try (Phone other = Wires.udp(aldis.server, "127.0.0.9")) {
            other.send(Say.message(OWN));
            camera.answer(camera.hear("MESSAGE sip:" + CAMERA + "@127.0.0.1"), "200 OK");
            other.hear("SIP/2.0 200");
        }
    }

    /** The address in the Request-URI proves nothing, and tells nobody which accounts there are. */
    @Test
    void messageToAnotherAddressNeedsCredentials() {
        camera.send(message("sip:" + PLATFORM + "@192.0.2.77", OWN));
        camera.hear("SIP/2.0 407");
        camera.send(message("sip:nobody@192.0.2.77", "sip:nobody@192.0.2.77").replace("M1", "M2"));
        camera.hear("SIP/2.0 407");
        String uri = "sip:" + PLATFORM + "@192.0.2.77";
        assertThat(proved(message(uri, OWN).replace("M1", "M3"), "MESSAGE", uri, "guess")
                        .code())
                .isEqualTo(407);
    }

    /** A name is that of another domain, and an address without a user means no account. */
    @ParameterizedTest
    @ValueSource(strings = {"sip:" + PLATFORM + "@elsewhere.example", "sip:192.0.2.77"})
    void cameraRequestToAnotherDomainGets403(String uri) {
        camera.send(message(uri, OWN));
        camera.hear("SIP/2.0 403");
        camera.send(register("sip:elsewhere.example", OWN).replace("M1", "M2"));
        camera.hear("SIP/2.0 403");
    }

    @Test
    void anotherAddressWithoutTheSwitchGets403() {
        reopen(TestServer.SETTINGS);
        camera.send(message("sip:" + PLATFORM + "@192.0.2.77", OWN));
        camera.hear("SIP/2.0 403");
        camera.send(register("sip:" + PLATFORM + "@192.0.2.77", OWN).replace("M1", "M2"));
        camera.hear("SIP/2.0 403");
    }
}
