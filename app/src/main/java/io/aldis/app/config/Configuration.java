package io.aldis.app.config;

import io.aldis.net.Listen;
import io.aldis.net.NetSettings;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.server.Cidr;
import io.aldis.server.DialogKey;
import io.aldis.server.Host;
import io.aldis.server.ServerSettings;
import io.aldis.server.TrustedNeighbours;
import io.aldis.sip.Transport;
import io.aldis.sip.settings.DurationText;
import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.SettingGroup;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import io.aldis.sip.transaction.Timers;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The whole configuration: the settings of the server and its sockets, and those of the command. The names of the components are the keys of the file,
 * unless a {@link Setting} has another one: {@code openRegistration} is {@code open-registration}. docs/configuration.md explains each key.
 *
 * @param server the settings of the server; its domains and its trust are those of this record
 */
public record Configuration(
        @Setting(
                value = "~/.local/share/aldis",
                doc = "The data directory: the database and files that the server generates")
        Path data,

        @Setting(value = "sqlite", doc = "The database: `sqlite` is a file in `data`")
        Storage store,

        @Setting(value = "", doc = "A file whose first line is the password of the database server")
        Optional<Path> storePasswordFile,

        @Setting(value = "", doc = "The domains that this server is registrar and proxy for")
        List<Host> domains,

        @Setting(value = "udp:127.0.0.1:5060, tcp:127.0.0.1:5060", doc = "The sockets: transport")
        List<Listen> listen,

        @SettingGroup("tls") Tls tls,
        @SettingGroup("websocket") Websocket websocket,

        @Setting(
                value = "",
                doc = "The host for Via and Record-Route, when peers reach the server at another address"
                        + " than that of the listener")
        Optional<Host> advertise,

        @Setting(value = "", doc = "The name servers for other domains and for host names in contacts")
        List<NameServer> dns,

        @Setting(value = "", doc = "Sources whose requests need no credentials, for any From: networks")
        List<Trusted> trust,

        @SettingGroup("timers") Timers timers,
        @SettingGroup ServerSettings server,
        @SettingGroup("limits") NetSettings sockets,

        @Setting(value = "10s", doc = "The longest time that a shutdown may take after SIGTERM or SIGINT")
        Duration shutdown,

        @Setting(value = "info", doc = "The lowest severity in the log: `error`, `warn`, `info` or `debug`")
        LogLevel logLevel)
        implements Settings<Configuration> {
    public Configuration {
        domains = List.copyOf(domains);
        listen = List.copyOf(listen);
        dns = List.copyOf(dns);
        trust = List.copyOf(trust);
        tls.check(listen);
        for (Listen each : Trusted.listeners(trust))
            if (!listen.contains(each))
                throw new IllegalArgumentException(
                        "trust: expected a network, or a listener of listen, but was " + each);
        checkPatience(server.patience(), timers);
        server = server.with(ServerSettings::domains)
                .of(domains.stream().map(Host::name).toList())
                .with(ServerSettings::trust)
                .of(neighbours(trust, listen, tls));
    }

    private static void checkPatience(Duration patience, Timers timers) {
        Duration most = timeout(timers).minus(timers.t2());
        if (patience.compareTo(timers.t1()) >= 0 && patience.compareTo(most) <= 0) return;
        throw new IllegalArgumentException("patience: expected " + DurationText.text(timers.t1()) + " to "
                + DurationText.text(most)
                + " (T1 at least, and time for an answer to be retransmitted (T2) before the sender's transaction"
                + " times out, at " + DurationText.text(timeout(timers)) + ") but was " + DurationText.text(patience));
    }

    /** Timeout of a transaction: 64 * T1 of this server, or that of a sender with default timers (RFC 3261 table 4) if that is shorter. */
    private static Duration timeout(Timers timers) {
        Duration other = Timers.DEFAULT.timeout();
        return timers.timeout().compareTo(other) < 0 ? timers.timeout() : other;
    }

    /** The defaults of all keys. */
    public static Configuration defaults(Path data) {
        return SettingsTree.defaults(Configuration.class, DialogKey.random())
                .with(Configuration::data)
                .of(data);
    }

    private static TrustedNeighbours neighbours(List<Trusted> trust, List<Listen> listen, Tls tls) {
        var listeners = new HashSet<>(Trusted.listeners(trust));
        for (Listen each : List.copyOf(listeners)) // requests that are too long for a datagram arrive there
        if (each.transport() == Transport.UDP && !listen.contains(beside(each))) listeners.add(beside(each));
        return TrustedNeighbours.NOBODY
                .in(new Networks(Trusted.networks(trust)))
                .at(listeners)
                .of(tls.neighbours().stream().map(Host::name).toList());
    }

    /** Whether an address is in one of the networks. Called several times for each request. */
    private record Networks(List<Cidr> all) implements Predicate<InetAddress> {
        @Override
        public boolean test(InetAddress address) {
            for (Cidr network : all) if (network.contains(address)) return true;
            return false;
        }
    }

    private static Listen beside(Listen udp) {
        return new Listen(Transport.TCP, udp.host(), udp.port());
    }

    /** Adds a TCP listener beside each UDP listener with a fixed port, for requests that are too long for a datagram (RFC 3261 §18.2.1). */
    private List<Listen> withTcpBesideUdp() {
        var all = new ArrayList<>(listen);
        for (Listen each : listen) {
            boolean alone = each.transport() == Transport.UDP && each.port() != 0 && !all.contains(beside(each));
            if (alone) all.add(beside(each));
        }
        return all;
    }

    /** Whether a listener needs a certificate: {@code tls} or {@code wss}. */
    public boolean listensForTls() {
        return listen.stream().anyMatch(each -> each.transport() == Transport.TLS || each.transport() == Transport.WSS);
    }

    /**
     * Length of a delivery lease in a shared database: 80 * T1, a quarter longer than a transaction. A server that has not renewed its lease for so
     * long has no delivery in progress.
     */
    public Duration lease() {
        return timers.t1().multipliedBy(80);
    }

    /** The settings of the sockets. */
    public EndpointSettings endpoint() {
        return EndpointSettings.of(withTcpBesideUdp())
                .with(EndpointSettings::tls)
                .of(listensForTls() ? Optional.of(tls.settings(domains)) : Optional.empty())
                .with(EndpointSettings::net)
                .of(sockets)
                .with(EndpointSettings::web)
                .of(websocket.settings(Trusted.networks(trust)))
                .with(EndpointSettings::dns)
                .of(EndpointSettings.asking(
                        dns.stream().map(NameServer::address).toList()))
                .with(EndpointSettings::timers)
                .of(timers)
                .with(EndpointSettings::advertised)
                .of(advertise.map(Host::name));
    }
}
