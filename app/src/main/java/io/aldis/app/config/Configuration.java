package io.aldis.app.config;

import io.aldis.net.Listen;
import io.aldis.net.NetSettings;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.server.ServerSettings;
import io.aldis.sip.digest.Algorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that can be configured. The names of the components are the keys of the file, {@code openRegistration} as
 * {@code open-registration}; docs/configuration.md explains each.
 *
 * @param data the directory of the database
 * @param domains whose registrar and proxy we are
 * @param listen the sockets
 * @param advertise our host for others, when the listener's own address cannot be reached by them
 * @param trust networks whose requests need no credentials
 * @param openRegistration whether trusted networks may register anybody
 * @param digestAlgorithms of the challenges, in their order
 * @param patience how long a device may take to answer a request other than INVITE
 * @param registration bounds of a registration
 * @param limits bounds of what peers may make us hold
 */
public record Configuration(
        Path data,
        List<Host> domains,
        List<Listen> listen,
        Optional<Host> advertise,
        List<Cidr> trust,
        boolean openRegistration,
        List<Algorithm> digestAlgorithms,
        Duration patience,
        Registration registration,
        Limits limits) {

    /** Bounds of a registration; {@code contacts} of one address at the most. */
    public record Registration(Duration shortest, Duration longest, Duration usual, int contacts) {
        public Registration {
            if (shortest.compareTo(usual) > 0 || usual.compareTo(longest) > 0)
                throw new IllegalArgumentException("registration: expected shortest <= usual <= longest but was "
                        + shortest.toSeconds() + " s, " + usual.toSeconds() + " s, " + longest.toSeconds() + " s");
        }
    }

    /** What peers may make us hold: octets of a message in a stream, connections, and silence on one. */
    public record Limits(Size message, int connections, int connectionsPerAddress, Duration idle) {
        public Limits {
            if (message.octets() < 1024)
                throw new IllegalArgumentException("limits.message: expected at least 1KiB but was " + message);
        }
    }

    public Configuration {
        domains = List.copyOf(domains);
        listen = List.copyOf(listen);
        trust = List.copyOf(trust);
        digestAlgorithms = List.copyOf(digestAlgorithms);
    }

    /** What holds for keys that nobody has set. */
    public static Configuration usual(Path data) {
        var registration = ServerSettings.Registration.DEFAULT;
        var net = NetSettings.DEFAULT;
        return new Configuration(
                data,
                List.of(),
                List.of(Listen.parse("udp:127.0.0.1:5060"), Listen.parse("tcp:127.0.0.1:5060")),
                Optional.empty(),
                List.of(),
                false,
                List.of(Algorithm.MD5),
                Duration.ofSeconds(8),
                new Registration(
                        Duration.ofSeconds(registration.shortest()),
                        Duration.ofSeconds(registration.longest()),
                        Duration.ofSeconds(registration.usual()),
                        registration.contacts()),
                new Limits(
                        new Size(net.limits().message()), net.connections(), net.connectionsPerAddress(), net.idle()));
    }

    /** The part that the server wants. */
    public ServerSettings server() {
        return ServerSettings.of(domains.stream().map(Host::name).toList())
                .with(it -> it.trusted(address -> trust.stream().anyMatch(network -> network.contains(address)))
                        .openRegistration(openRegistration)
                        .algorithms(
                                digestAlgorithms.stream().map(Algorithm::token).toList())
                        .patience(patience)
                        .registration(new ServerSettings.Registration(
                                registration.shortest().toSeconds(),
                                registration.longest().toSeconds(),
                                registration.usual().toSeconds(),
                                registration.contacts())));
    }

    /** The part that the sockets want. */
    public EndpointSettings endpoint() {
        var usual = NetSettings.DEFAULT;
        var bounds = usual.limits();
        var message = new io.aldis.sip.wire.Limits(
                limits.message().octets(), bounds.head(), bounds.headers(), bounds.headerLine(), bounds.vias());
        var net = new NetSettings(
                message,
                usual.connect(),
                usual.partial(),
                limits.idle(),
                limits.connections(),
                limits.connectionsPerAddress(),
                usual.unread());
        var settings = EndpointSettings.of(listen).withNet(net);
        return advertise.map(host -> settings.withAdvertised(host.name())).orElse(settings);
    }
}
