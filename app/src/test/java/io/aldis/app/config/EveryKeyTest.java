package io.aldis.app.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Listen;
import io.aldis.server.Cidr;
import io.aldis.server.Domains;
import io.aldis.server.Forbidden;
import io.aldis.server.Host;
import io.aldis.server.Methods;
import io.aldis.server.Policy;
import io.aldis.sip.Method;
import io.aldis.sip.SoftwareName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file with every key. */
class EveryKeyTest {
    @TempDir
    private Path folder;

    private Configuration read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("aldis.yaml"), yaml);
        return new Sources().file(file).over(Configuration.defaults(Path.of("/var/lib/aldis")));
    }

    @Test
    void everyKeyOfTheFileIsTaken() throws IOException {
        var read = read("""
                data: /srv/aldis
                store: postgresql://aldis@db1:5432,db2/sip?targetServerType=primary
                store-password-file: /run/secrets/db
                domains: [Example.com, example.org]
                listen:
                  - udp:0.0.0.0:5060
                  - tls:[::1]:5070
                tls:
                  cert: /etc/aldis/cert.pem
                  key: /etc/aldis/key.pem
                  names:
                    - Example.org=/etc/aldis/org.pem /etc/aldis/org.key
                  trust: /etc/aldis/issuers.pem
                  client-certificates: [optional, "tls:[::1]:5070=required"]
                  neighbours: Example.net
                websocket:
                  origins: [usual, "https://Chat.example.com"]
                  ping: 20s
                advertise: sip.example.com
                dns: [192.0.2.53, "[::1]:5353"]
                trust: [127.0.0.0/8, "::1"]
                open-registration: true
                digest-algorithms: [SHA-256, MD5]
                methods-off: [MESSAGE, PUBLISH]
                follow-redirections: false
                unwrap-cpim: false
                unwrap-receipt-requests: true
                server-header: Acme/1.2 (campus, north)
                patience: 500ms
                timers: {t1: 100ms, t2: 2s, t4: 1s, c: 5m}
                foreign:
                  to: [example.net, Example.info]
                  from: none
                  schemes:
                    - tel=sip:{number}@gw.example.com;user=phone
                  attempts: 3
                  hide-users: false
                registration:
                  shortest: 30s
                  longest: 1d
                  usual: 30m
                  contacts: 3
                  flow-timer: 4m
                  any-host: [cameras.example.com]
                mailbox:
                  enabled: false
                  lifetime: 2d
                  longest: 3d
                  receipt-lifetime: 4h
                  device-window: 5d
                  devices: 6
                  messages: 7
                  size: 8KiB
                  messages-per-sender: 9
                  receipts: 10
                  accept-first: [example.com]
                  deliveries: 11
                  retry: 12s
                  slowest-retry: 13m
                trail:
                  enabled: false
                  keep: 2d
                  messages: 3
                  rate: 4
                  mailbox-rate: 5
                guesses: {per-account: 6, per-address: 7, forgotten: 8m, exempt: 192.0.2.7/32}
                forbidden-addresses: [10.0.0.0/8, "fc00::/7"]
                shutdown: 20s
                redress-card: https://example.com/c.jws
                policies:
                  - example.com=block *@*.example.net
                  - all=size 4096
                limits:
                  message: 64KiB
                  connections: 100
                  connections-per-address: 5
                  silent: 11s
                  partial: 12s
                  idle: 10m
                  held: 1048577
                  messages: 13
                  messages-per-address: 14
                  messages-per-connection: 15
                  messages-per-account: 16
                  messages-per-trusted-address: 17
                  burst: 17s
                  delay: 18ms
                  retry-after: 19s
                log-level: debug
                """);
        assertThat(ConfigurationKeys.values(read)).isEqualTo(EVERY_KEY);
        assertThat(EVERY_KEY.keySet()).containsExactlyInAnyOrderElementsOf(ConfigurationKeys.all());
    }

    private static final Map<String, Object> EVERY_KEY = Map.ofEntries(
            entry("data", Path.of("/srv/aldis")),
            entry("store", new Storage.Postgresql("postgresql://db1:5432,db2/sip?targetServerType=primary", "aldis")),
            entry("store-password-file", Optional.of(Path.of("/run/secrets/db"))),
            entry("domains", List.of(new Host("example.com"), new Host("example.org"))),
            entry("listen", List.of(Listen.parse("udp:0.0.0.0:5060"), Listen.parse("tls:[::1]:5070"))),
            entry("tls.cert", Optional.of(Path.of("/etc/aldis/cert.pem"))),
            entry("tls.key", Optional.of(Path.of("/etc/aldis/key.pem"))),
            entry("tls.names", List.of(NamedCertificate.parse("example.org=/etc/aldis/org.pem /etc/aldis/org.key"))),
            entry("tls.trust", Optional.of(Path.of("/etc/aldis/issuers.pem"))),
            entry(
                    "tls.client-certificates",
                    List.of(ClientRule.parse("optional"), ClientRule.parse("tls:[::1]:5070=required"))),
            entry("tls.neighbours", List.of(new Host("example.net"))),
            entry("websocket.origins", List.of(new PageOrigin("usual"), new PageOrigin("https://chat.example.com"))),
            entry("websocket.ping", Duration.ofSeconds(20)),
            entry("advertise", Optional.of(new Host("sip.example.com"))),
            entry("dns", List.of(NameServer.parse("192.0.2.53"), NameServer.parse("[::1]:5353"))),
            entry("trust", List.of(Trusted.parse("127.0.0.0/8"), Trusted.parse("::1"))),
            entry("open-registration", true),
            entry("digest-algorithms", List.of("SHA-256", "MD5")),
            entry("methods-off", new Methods(Set.of(Method.MESSAGE, Method.PUBLISH))),
            entry("follow-redirections", false),
            entry("unwrap-cpim", false),
            entry("unwrap-receipt-requests", true),
            entry("server-header", Optional.of(new SoftwareName("Acme/1.2 (campus, north)"))),
            entry("patience", Duration.ofMillis(500)),
            entry("timers.t1", Duration.ofMillis(100)),
            entry("timers.t2", Duration.ofSeconds(2)),
            entry("timers.t4", Duration.ofSeconds(1)),
            entry("timers.c", Duration.ofMinutes(5)),
            entry("foreign.to", Domains.of(List.of("example.net", "example.info"))),
            entry("foreign.from", Domains.NONE),
            entry("foreign.schemes", Map.of("tel", "sip:{number}@gw.example.com;user=phone")),
            entry("foreign.attempts", 3),
            entry("foreign.hide-users", false),
            entry("registration.shortest", Duration.ofSeconds(30)),
            entry("registration.longest", Duration.ofDays(1)),
            entry("registration.usual", Duration.ofMinutes(30)),
            entry("registration.contacts", 3),
            entry("registration.flow-timer", Duration.ofMinutes(4)),
            entry("registration.any-host", Domains.of(List.of("cameras.example.com"))),
            entry("mailbox.enabled", false),
            entry("mailbox.lifetime", Duration.ofDays(2)),
            entry("mailbox.longest", Duration.ofDays(3)),
            entry("mailbox.receipt-lifetime", Duration.ofHours(4)),
            entry("mailbox.device-window", Duration.ofDays(5)),
            entry("mailbox.devices", 6),
            entry("mailbox.messages", 7),
            entry("mailbox.size", 8192L),
            entry("mailbox.messages-per-sender", 9),
            entry("mailbox.receipts", 10),
            entry("mailbox.accept-first", Domains.of(List.of("example.com"))),
            entry("mailbox.deliveries", 11),
            entry("mailbox.retry", Duration.ofSeconds(12)),
            entry("mailbox.slowest-retry", Duration.ofMinutes(13)),
            entry("trail.enabled", false),
            entry("trail.keep", Duration.ofDays(2)),
            entry("trail.messages", 3L),
            entry("trail.rate", 4),
            entry("trail.mailbox-rate", 5),
            entry("guesses.per-account", 6),
            entry("guesses.per-address", 7),
            entry("guesses.forgotten", Duration.ofMinutes(8)),
            entry("guesses.exempt", List.of(Cidr.parse("192.0.2.7/32"))),
            entry("forbidden-addresses", new Forbidden(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fc00::/7")))),
            entry(
                    "policies",
                    Map.of(
                            "example.com", Policy.of(List.of("block *@*.example.net")),
                            "all", Policy.of(List.of("size 4096")))),
            entry("redress-card", Optional.of(URI.create("https://example.com/c.jws"))),
            entry("shutdown", Duration.ofSeconds(20)),
            entry("limits.message", 65_536),
            entry("limits.connections", 100),
            entry("limits.connections-per-address", 5),
            entry("limits.silent", Duration.ofSeconds(11)),
            entry("limits.partial", Duration.ofSeconds(12)),
            entry("limits.idle", Duration.ofMinutes(10)),
            entry("limits.held", 1_048_577L),
            entry("limits.messages", 13),
            entry("limits.messages-per-address", 14),
            entry("limits.messages-per-connection", 15),
            entry("limits.messages-per-account", 16),
            entry("limits.messages-per-trusted-address", 17),
            entry("limits.burst", Duration.ofSeconds(17)),
            entry("limits.delay", Duration.ofMillis(18)),
            entry("limits.retry-after", Duration.ofSeconds(19)),
            entry("log-level", LogLevel.DEBUG));
}
