package io.aldis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.Listen;
import io.aldis.server.Cidr;
import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.Guessing;
import io.aldis.server.Host;
import io.aldis.server.TrailSettings;
import io.aldis.sip.Method;
import io.aldis.sip.transaction.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File, environment and flags become one configuration; errors name their place. */
class ConfigurationTest {
    private static final Configuration USUAL = Configuration.defaults(Path.of("/var/lib/aldis"));

    @TempDir
    private Path folder;

    private Path file(String yaml) {
        try {
            return Files.writeString(folder.resolve("aldis.yaml"), yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Configuration read(String yaml) {
        return new Sources().file(file(yaml)).over(USUAL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true           | true  | true",
                "false          | false | false",
                "a.example      | true  | false",
                "[A.example]    | true  | false",
                "[a.example, b.example] | true | true",
                "[3402000000]   | false | false"
            })
    void anyHostAppliesToAllOrSomeDomains(String value, boolean a, boolean b) {
        var read = read("domains: [a.example, b.example]\nregistration: {any-host: " + value + "}\n");
        var domains = read.server().registration().anyHost();
        assertThat(domains.has("a.example")).isEqualTo(a);
        assertThat(domains.has("b.example")).isEqualTo(b);
    }

    @Test
    void settingsReachTheServerAndItsSockets() {
        var read = read("""
                domains: example.com
                trust: 10.0.0.0/8
                digest-algorithms: [SHA-512-256]
                registration: {shortest: 2m, usual: 2m}
                limits: {message: 1MiB, connections: 7}
                advertise: "[2001:db8::1]"
                methods-off: MESSAGE
                follow-redirections: false
                unwrap-cpim: false
                unwrap-receipt-requests: true
                patience: 6s
                trail: {keep: 2h, rate: 9}
                guesses: {per-account: 3}
                forbidden-addresses: 192.0.2.0/24
                timers: {t1: 250ms, t2: 3s, t4: 2s, c: 190s}
                """);
        assertThat(read.server().methods().allow(Method.MESSAGE)).isFalse();
        assertThat(read.server().followRedirections()).isFalse();
        assertThat(read.server().unwrapCpim()).isFalse();
        assertThat(read.server().unwrapReceiptRequests()).isTrue();
        assertThat(read.server().patience()).hasSeconds(6);
        assertThat(read.server().trail())
                .isEqualTo(TrailSettings.DEFAULT
                        .with(TrailSettings::keep)
                        .of(Duration.ofHours(2))
                        .with(TrailSettings::rate)
                        .of(9));
        assertThat(read.server().guessing())
                .isEqualTo(Guessing.DEFAULT.with(Guessing::perAccount).of(3));
        assertThat(read.server().forbidden().networks()).containsExactly(Cidr.parse("192.0.2.0/24"));
        assertThat(read.server().timerC()).hasSeconds(190);
        assertThat(read.endpoint().timers())
                .isEqualTo(new Timers(Duration.ofMillis(250), Duration.ofSeconds(3), Duration.ofSeconds(2)));
        assertThat(read.server().domains()).containsExactly("example.com");
        assertThat(read.server().trust().networks().test(InetAddress.ofLiteral("10.1.2.3")))
                .isTrue();
        assertThat(read.server().trust().networks().test(InetAddress.ofLiteral("11.1.2.3")))
                .isFalse();
        assertThat(read.server().algorithms()).containsExactly("SHA-512-256");
        assertThat(read.server().registration().shortest()).hasSeconds(120);
        assertThat(read.endpoint().net().limits().message()).isEqualTo(1 << 20);
        assertThat(read.endpoint().net().connections()).isEqualTo(7);
        assertThat(read.endpoint().advertised()).contains("[2001:db8::1]");
    }

    @Test
    void foreignDomainsAreNoneAllOrAList() {
        assertThat(read("domains: a.example\n").server().foreign()).isEqualTo(Foreign.DEFAULT);
        Foreign foreign =
                read("foreign: {to: all, from: [b.example]}\n").server().foreign();
        assertThat(foreign.to()).isEqualTo(Domains.ALL);
        assertThat(foreign.from()).isEqualTo(Domains.of(List.of("b.example")));
    }

    @Test
    void fewerThanTwoAttemptsAreRefused() {
        assertThatThrownBy(() -> read("foreign: {attempts: 1}\n"))
                .hasMessageContaining("foreign.attempts: expected at least 2 but was 1");
    }

    /** What is too long for a datagram comes by TCP. */
    @Test
    @Tag("3261-18.2.1-01")
    void udpListenerGetsATcpListenerBesideIt() {
        assertThat(read("listen: [\"udp:127.0.0.1:5070\"]").endpoint().listen())
                .containsExactly(Listen.parse("udp:127.0.0.1:5070"), Listen.parse("tcp:127.0.0.1:5070"));
        assertThat(USUAL.endpoint().listen()).isEqualTo(USUAL.listen());
        assertThat(read("listen: [\"udp:127.0.0.1:0\"]").endpoint().listen()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            timers: {t1: 20ms}           | timers.t1: expected 50ms to 4s (a round trip
            timers: {t1: 5s, t2: 6s}     | timers.t1: expected 50ms to 4s
            timers: {t2: 400ms}          | timers.t2: expected 500ms to 8s
            timers: {t2: 9s}             | timers.t2: expected 500ms to 8s
            timers: {t4: 40s}            | timers.t4: expected 500ms to 30s
            timers: {c: 3m}              | timers.c: expected 180001ms to 1h (a call may ring for more than three minutes
            patience: 29s                | patience: expected 500ms to 28s (T1 at least, and time for an answer
            patience: 400ms              | patience: expected 500ms to 28s
            timers: {t1: 100ms}          | patience: expected 100ms to 2400ms
            """)
    void timerOutOfItsRangeIsRefusedWithAReason(String yaml, String sentence) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(sentence)
                .hasMessageContaining(" but was ");
    }

    @Test
    void emptyFileGivesTheDefaults() {
        assertThat(read("")).isEqualTo(USUAL);
        assertThat(read("# only a comment\n")).isEqualTo(USUAL);
        assertThat(USUAL.listen()).hasToString("[udp:127.0.0.1:5060, tcp:127.0.0.1:5060]");
        assertThat(USUAL.trust()).isEmpty();
        assertThat(USUAL.server().openRegistration()).isFalse();
    }

    @Test
    void flagsOverrideTheEnvironmentAndBothTheFile() {
        var file = file("""
                domains: [file.example]
                patience: 3s
                registration: {contacts: 3}
                """);
        var environment = Map.of(
                "ALDIS_DOMAINS", "one.example, two.example",
                "ALDIS_PATIENCE", "4s",
                "ALDIS_REGISTRATION_CONTACTS", "4",
                "ALDIS_ADVERTISE", " ",
                "ALDIS_PASSWORD", "of no interest");
        var read = new Sources()
                .file(file)
                .environment(environment)
                .flag("domains", "--domain", List.of("flag.example"))
                .flag("listen", "--listen", List.of())
                .over(USUAL);
        assertThat(read.domains()).containsExactly(new Host("flag.example"));
        assertThat(read.server().patience()).isEqualTo(Duration.ofSeconds(4));
        assertThat(read.server().registration().contacts()).isEqualTo(4);
        assertThat(read.advertise()).isEmpty();
        assertThat(read.listen()).isEqualTo(USUAL.listen());
        assertThat(new Sources().file(file).environment(environment).over(USUAL).domains())
                .containsExactly(new Host("one.example"), new Host("two.example"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            quoteCharacter = '`',
            value = {
                "patience: soon               | patience: expected a duration such as 500ms, 8s, 4m, 2h or 7d but was \"soon\"",
                "patience: 0s                 | patience: expected a duration such as 500ms, 8s, 4m, 2h or 7d but was \"0s\"",
                "patience: [1s, 2s]           | patience: expected one value but was \"1s, 2s\"",
                "patience: {a: b}             | patience: expected a value but was \"more keys\"",
                "patience:                    | patience: expected a value but was \"\"",
                "domains: [sip:example.com]   | domains: expected a domain or host such as example.com but was \"sip:example.com\"",
                "domains: [[a]]               | domains: expected a list of values but was \"a list\"",
                "listen: 127.0.0.1            | listen: expected transport:address:port such as udp:127.0.0.1:5060 (udp, tcp, tls, ws or wss) but was \"127.0.0.1\"",
                "listen: [sctp:127.0.0.1:80]  | listen: expected transport:address:port such as udp:127.0.0.1:5060 (udp, tcp, tls, ws or wss) but was \"sctp:127.0.0.1:80\"",
                "websocket: {origins: [x.y]}  | websocket.origins: expected an origin such as https://chat.example.com, all or usual but was \"x.y\"",
                "trust: 10.0.0.1/8            | trust: expected a network such as 192.0.2.0/24, or a listener such as tcp:10.0.0.1:5060 (not ws or wss) (did you mean 10.0.0.0/8?) but was \"10.0.0.1/8\"",
                "dns: [name.example]          | dns: expected an address such as 192.0.2.53 or 127.0.0.1:5353 but was \"name.example\"",
                "policies: [block all]        | policies: expected DOMAIN=RULE such as example.com=block *@example.net or all=size 4096 but was \"block all\"",
                "policies: [all=deny all]     | policies: expected DOMAIN=RULE such as example.com=block *@example.net or all=size 4096 but was \"all=deny all\"",
                "foreign: {schemes: [tel]}    | foreign.schemes: expected scheme=URI such as tel=sip:{number}@gw.example.com but was \"tel\"",
                "open-registration: yes       | open-registration: expected true or false but was \"yes\"",
                "digest-algorithms: MD5-sess  | digest-algorithms: expected MD5, SHA-256 or SHA-512-256 but was \"MD5-sess\"",
                "registration: 5              | registration: expected keys below it but was \"5\"",
                "registration: {contacts: -1} | registration.contacts: expected a number from 1 to 1000000000 but was \"-1\"",
                "limits: {message: big}       | limits.message: expected a size such as 65536 or 64KiB but was \"big\"",
                "limits: {message: 3000MiB}   | limits.message: expected a size such as 65536 or 64KiB but was \"3000MiB\""
            })
    void invalidValueIsReportedWithFileLineAndKey(String line, String words) {
        assertThatThrownBy(() -> read("# a comment\n" + line + "\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(folder.resolve("aldis.yaml") + ", line 2: " + words);
    }

    @Test
    void anyHostMayNotMixSwitchAndList() {
        assertThatThrownBy(() -> read("registration: {any-host: [true, a.example]}\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "registration.any-host: expected true, false or a list of domains but was [true, a.example]");
    }

    @ParameterizedTest
    @CsvSource({
        "patiense, patience",
        "Patience, patience",
        "open_registration, open-registration",
        "domian, domains",
        "mailboxes, mailbox",
        "registration.contact, registration.contacts",
        "registration.lognest, registration.longest",
        "timers.patience, patience",
        "shortest, registration.shortest"
    })
    void unknownKeyIsReportedWithTheNearestOne(String key, String meant) {
        int dot = key.indexOf('.');
        String yaml = dot < 0 ? key + ": 3\n" : key.substring(0, dot) + ":\n  " + key.substring(dot + 1) + ": 3\n";
        assertThatThrownBy(() -> read("domains: a.example\n" + yaml))
                .hasMessage(folder.resolve("aldis.yaml") + ", line " + (dot < 0 ? 2 : 3) + ": " + key
                        + ": there is no such key; did you mean " + meant + "?");
    }

    @Test
    void unknownKeyWithoutANearOneNamesTheDocument() {
        assertThatThrownBy(() -> read("xyzzy: 1\n"))
                .hasMessage(folder.resolve("aldis.yaml")
                        + ", line 1: xyzzy: there is no such key; docs/configuration.md has all keys");
    }

    @Test
    void repeatedKeyIsReportedOnItsSecondLine() {
        assertThatThrownBy(() -> read("patience: 1s\npatience: 2s\n"))
                .hasMessageEndingWith("line 2: patience: expected each key once but was \"patience\"");
    }

    @Test
    void malformedYamlIsReportedWithItsLine() {
        assertThatThrownBy(() -> read("domains: [a\nlisten: }\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("(?s).*aldis.yaml, line [12]: expected YAML but .*");
        assertThatThrownBy(() -> read("just words\n")).hasMessageContaining("line 1: expected key: value");
    }

    @Test
    void missingFileIsReported() {
        Path nowhere = folder.resolve("nowhere.yaml");
        assertThatThrownBy(() -> new Sources().file(nowhere))
                .hasMessage("--config: expected a file but there is no " + nowhere);
    }

    @Test
    void errorsOfVariablesAndFlagsNameThem() {
        assertThatThrownBy(() -> new Sources()
                        .environment(Map.of("ALDIS_LIMITS_IDLE", "x"))
                        .over(USUAL))
                .hasMessageStartingWith("ALDIS_LIMITS_IDLE: expected a duration");
        assertThatThrownBy(() ->
                        new Sources().flag("trust", "--trust", List.of("x")).over(USUAL))
                .hasMessageStartingWith("--trust: expected a network");
    }

    @Test
    void contradictingValuesAreReported() {
        assertThatThrownBy(() -> read("registration: {shortest: 2h}\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("registration: expected shortest <= usual <= longest but was 7200 s, 3600 s, 7200 s");
        assertThatThrownBy(() -> read("limits: {message: 10}\n"))
                .hasMessage("limits.message: expected at least 1KiB but was 10");
    }

    @Test
    void dataDirectoryFollowsXdgDataHome() {
        assertThat(Sources.dataDirectory(Map.of("XDG_DATA_HOME", "/data"))).isEqualTo(Path.of("/data/aldis"));
        assertThat(Sources.dataDirectory(Map.of()))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local", "share", "aldis"));
    }
}
