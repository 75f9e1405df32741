package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invalid credentials are refused as the RFCs say, and valid ones are accepted right after. */
class DigestRefusalsTest {
    private static final Proof ALICE = Proof.ALICE;
    private static final Proof SHA = new Proof("alice", "alice", "SHA-256");

    /** What the sender makes of a challenge. */
    interface Forgery {
        String line(Heard challenge, String method, String uri);
    }

    /** What comes of it. */
    enum Outcome {
        /** Challenged again, and the user has to be asked. */
        WRONG,
        /** Challenged again, and the phone can answer by itself. */
        STALE,
        /** 400. */
        SENSELESS
    }

    /** @param algorithm that the server asks for */
    record Attack(String name, String algorithm, Forgery forgery, Outcome outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Attack md5(String name, Outcome outcome, Forgery forgery) {
        return new Attack(name, "MD5", forgery, outcome);
    }

    private static Attack sha(String name, Forgery forgery) {
        return new Attack(name, "SHA-256", forgery, Outcome.WRONG);
    }

    private static Forgery by(String user, String password) {
        return new Proof(user, password, "MD5")::line;
    }

    /** Alice's right ones, changed afterwards. */
    private static Forgery changed(UnaryOperator<String> change) {
        return (challenge, method, uri) -> change.apply(ALICE.line(challenge, method, uri));
    }

    private static Forgery replaced(String what, String instead) {
        return changed(line -> line.replace(what, instead));
    }

    private static Forgery lacking(String directive) {
        return changed(line -> without(line, directive));
    }

    /** Alice's, of another challenge than that which has come. */
    private static Forgery as(UnaryOperator<Heard> other) {
        return (challenge, method, uri) -> ALICE.line(other.apply(challenge), method, uri);
    }

    private static Forgery withUri(String other) {
        return (challenge, method, uri) -> ALICE.line(challenge, method, other);
    }

    private static Forgery withCount(String nc) {
        return (challenge, method, uri) -> ALICE.line(challenge, method, uri, nc);
    }

    private static List<Attack> wrong() {
        return List.of(
                md5("wrong password", Outcome.WRONG, by("alice", "guess")),
                md5("empty password", Outcome.WRONG, by("alice", "")),
                md5("unknown user", Outcome.WRONG, by("nobody", "nobody")),
                md5("no user", Outcome.WRONG, by("", "")),
                md5("long user", Outcome.WRONG, by("a".repeat(4000), "")),
                md5("odd user", Outcome.WRONG, by("%00%0d%0a'; --", "")),
                md5("half a response", Outcome.WRONG, changed(DigestRefusalsTest::half)),
                md5("no response", Outcome.WRONG, lacking("response")),
                md5("response of another method", Outcome.WRONG, (c, m, u) -> ALICE.line(c, "BYE", u)),
                md5(
                        "response of another uri",
                        Outcome.WRONG,
                        (c, m, u) -> ALICE.line(c, m, "sip:carol@example.com").replace("sip:carol@example.com", u)),
                md5("nobody's HA1", Outcome.WRONG, DigestRefusalsTest::zeros));
    }

    private static List<Attack> realmsAndUris() {
        return List.of(
                md5("foreign realm", Outcome.WRONG, as(c -> realm(c, "elsewhere.example"))),
                md5("our other realm", Outcome.WRONG, as(c -> realm(c, "example.org"))),
                md5("realm in capitals", Outcome.WRONG, as(c -> realm(c, "EXAMPLE.COM"))),
                md5("foreign uri", Outcome.SENSELESS, withUri("sip:bob@elsewhere.example")),
                md5("a name like ours", Outcome.SENSELESS, withUri("sip:notexample.com")),
                md5("no uri at all", Outcome.SENSELESS, withUri("/index.html")),
                md5("uri with another host behind it", Outcome.SENSELESS, withUri("sip:example.com@elsewhere.example")),
                md5("uri missing", Outcome.WRONG, lacking("uri")));
    }

    private static List<Attack> nonces() {
        return List.of(
                md5("nonce altered", Outcome.STALE, as(c -> nonce(c, turned(nonce(c))))),
                md5(
                        "nonce altered, digest as it was",
                        Outcome.WRONG,
                        (c, m, u) -> ALICE.line(c, m, u).replace(nonce(c), turned(nonce(c)))),
                md5("nonce longer", Outcome.STALE, as(c -> nonce(c, nonce(c) + "AAAA"))),
                md5("nonce of long ago, or made up", Outcome.STALE, as(c -> nonce(c, "A".repeat(48)))),
                md5(
                        "nonce made up, wrong password",
                        Outcome.WRONG,
                        (c, m, u) -> by("alice", "guess").line(nonce(c, "A".repeat(48)), m, u)),
                md5("empty nonce", Outcome.STALE, as(DigestRefusalsTest::withoutNonce)),
                md5("nonce missing", Outcome.WRONG, lacking("nonce")),
                md5("nc missing", Outcome.WRONG, replaced(", nc=00000001", "")),
                md5("nc no number", Outcome.WRONG, withCount("0000000g")),
                md5("nc too long", Outcome.WRONG, withCount("100000001")),
                md5("cnonce missing", Outcome.WRONG, lacking("cnonce")));
    }

    private static List<Attack> downgrades() {
        return List.of(
                sha("MD5 where SHA-256 is asked for", ALICE::line),
                sha("MD5 that says it is SHA-256", replaced("algorithm=MD5", "algorithm=SHA-256")),
                sha("MD5 by saying nothing", replaced(", algorithm=MD5", "")),
                sha("SHA-256 without qop", (c, m, u) -> old(SHA, c, m, u)),
                sha("another SHA", (c, m, u) -> SHA.line(c, m, u).replace("=SHA-256", "=SHA-512-256")),
                sha("a session", (c, m, u) -> SHA.line(c, m, u).replace("=SHA-256", "=SHA-256-sess")),
                md5("unknown algorithm", Outcome.WRONG, replaced("=MD5", "=MD4")),
                md5("integrity that nobody asked for", Outcome.WRONG, replaced("qop=auth", "qop=auth-int")),
                md5("Basic", Outcome.WRONG, (c, m, u) -> name(c) + ": Basic YWxpY2U6YWxpY2U=\n"),
                md5("Bearer", Outcome.WRONG, (c, m, u) -> name(c) + ": Bearer abc\n"),
                md5("two responses", Outcome.WRONG, replaced(", cnonce", ", response=\"0\", cnonce")),
                md5("two user names", Outcome.WRONG, replaced(", cnonce", ", username*=UTF-8''bob, cnonce")),
                md5("an open quote", Outcome.WRONG, replaced("\", response", ", response")),
                md5("nothing but the scheme", Outcome.WRONG, (c, m, u) -> name(c) + ": Digest\n"));
    }

    static Stream<Arguments> attacks() {
        return Stream.of(wrong(), realmsAndUris(), nonces(), downgrades())
                .flatMap(List::stream)
                .flatMap(attack -> Stream.of("MESSAGE", "REGISTER").map(method -> Arguments.of(attack, method)));
    }

    @ParameterizedTest(name = "{0} in a {1}")
    @MethodSource("attacks")
    @Tag("3261-22.4-01")
    @Tag("7616-3.3-01")
    @Tag("7616-3.4-04")
    @Tag("7616-3.4-05")
    @Tag("8760-2.6-01")
    @Tag("8760-2.6-02")
    void invalidCredentialsAreRefused(Attack attack, String method) {
        var settings = TestServer.SETTINGS.with(ServerSettings::algorithms).of(List.of(attack.algorithm()));
        try (TestServer aldis = TestServer.open(settings);
                Phone alice = Phone.udp(aldis.server);
                Phone other = Phone.tcp(aldis.server)) {
            refused(attack, method, alice);
            refused(attack, method, other);
        }
    }

    private static void refused(Attack attack, String method, Phone phone) {
        String request = request(method);
        String uri = method.equals("MESSAGE") ? "sip:bob@example.com" : "sip:example.com";
        int challenged = method.equals("MESSAGE") ? 407 : 401;
        Heard challenge = phone.send(request).hear("SIP/2.0 " + challenged);
        Heard answer = phone.send(with(attack.forgery().line(challenge, method, uri), request, "2"))
                .hear();
        if (attack.outcome() == Outcome.SENSELESS) {
            assertThat(answer.startLine()).startsWith("SIP/2.0 400").contains("a uri of this server");
        } else {
            assertThat(answer.code()).as(answer.text()).isEqualTo(challenged);
            assertThat(asked(answer))
                    .matches(text -> text.contains("stale=true") == (attack.outcome() == Outcome.STALE));
            assertThat(nonce(answer)).isNotEqualTo(nonce(challenge));
        }
        Proof right = new Proof("alice", "alice", attack.algorithm());
        Heard taken = phone.send(with(right.line(challenge, method, uri), request, "3"))
                .hear();
        assertThat(taken.code()).as(taken.text()).isEqualTo(method.equals("MESSAGE") ? 480 : 200);
    }

    /** The same credentials once more, in another request. */
    @ParameterizedTest
    @MethodSource("replays")
    @Tag("7616-3.4-03")
    void usedCredentialsAreStale(String name, String first, String second) {
        try (TestServer aldis = TestServer.open(TestServer.SETTINGS);
                Phone alice = Phone.udp(aldis.server)) {
            String request = request("MESSAGE");
            Heard challenge = alice.send(request).hear("SIP/2.0 407");
            alice.send(with(replay(challenge, first), request, "2")).hear("SIP/2.0 480");
            Heard again =
                    alice.send(with(replay(challenge, second), request, "3")).hear("SIP/2.0 407");
            assertThat(asked(again)).contains("stale=true");
            alice.send(with(ALICE.line(again, "MESSAGE", "sip:bob@example.com"), request, "4"))
                    .hear("SIP/2.0 480");
        }
    }

    static Stream<Arguments> replays() {
        return Stream.of(
                Arguments.of("the same again", "00000001", "00000001"),
                Arguments.of("a count of before", "00000002", "00000002"),
                Arguments.of("one that was jumped over by far", "00000100", "00000001"),
                Arguments.of("zero after one", "00000001", "1"),
                Arguments.of("without qop, twice", "", ""),
                Arguments.of("with a count after it was used without", "", "00000001"));
    }

    private static String replay(Heard challenge, String nc) {
        return nc.isEmpty()
                ? ALICE.oldLine(challenge, "MESSAGE", "sip:bob@example.com")
                : ALICE.line(challenge, "MESSAGE", "sip:bob@example.com", nc);
    }

    // ---- requests and credentials

    private static String request(String method) {
        return method.equals("MESSAGE")
                ? Say.message("sip:bob@example.com").replace("alice@example.net", "alice@example.com")
                : Say.register("<sip:alice@{me}>").replace("bob@", "alice@");
    }

    private static String with(String line, String request, String unique) {
        return request.replace("M1", "M" + unique)
                .replace("CSeq: 1 ", "CSeq: " + unique + " ")
                .replace("Max-Forwards", line + "Max-Forwards");
    }

    private static String name(Heard challenge) {
        return challenge.code() == 401 ? "Authorization" : "Proxy-Authorization";
    }

    private static String asked(Heard challenge) {
        return challenge.header(challenge.code() == 401 ? "WWW-Authenticate" : "Proxy-Authenticate");
    }

    private static String nonce(Heard challenge) {
        return Heard.parameter(asked(challenge), "nonce");
    }

    /** As if that had been the nonce. */
    private static Heard nonce(Heard challenge, String other) {
        return new Heard(challenge.text().replace(nonce(challenge), other).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Heard withoutNonce(Heard challenge) {
        return new Heard(
                challenge.text().replaceAll("nonce=\"[^\"]+\"", "nonce=\"\"").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Heard realm(Heard challenge, String other) {
        return new Heard(challenge
                .text()
                .replace("realm=\"example.com\"", "realm=\"" + other + '"')
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String turned(String nonce) {
        return (nonce.charAt(0) == 'A' ? 'B' : 'A') + nonce.substring(1);
    }

    private static String without(String line, String directive) {
        return line.replaceFirst("(?<=[ ,])" + directive + "=\"[^\"]*\", ", "");
    }

    private static String half(String line) {
        String response = Heard.parameter(line, "response");
        return line.replace(response, response.substring(16));
    }

    /** By the HA1 that stands for unknown users. */
    private static String zeros(Heard challenge, String method, String uri) {
        String ha2 = TestServer.hash("MD5", method + ':' + uri);
        String response = TestServer.hash("MD5", "0".repeat(32) + ':' + nonce(challenge) + ":00000001:xyz:auth:" + ha2);
        String line = new Proof("nobody", "x", "MD5").line(challenge, method, uri);
        return line.replace(Heard.parameter(line, "response"), response);
    }

    private static String old(Proof proof, Heard challenge, String method, String uri) {
        String ha1 = TestServer.hash("SHA-256", proof.user() + ":example.com:" + proof.password());
        String response = TestServer.hash(
                "SHA-256", ha1 + ':' + nonce(challenge) + ':' + TestServer.hash("SHA-256", method + ':' + uri));
        return name(challenge) + ": Digest username=\"alice\", realm=\"example.com\", nonce=\"" + nonce(challenge)
                + "\", uri=\"" + uri + "\", response=\"" + response + "\", algorithm=SHA-256\n";
    }
}
