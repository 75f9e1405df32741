package io.aldis.server.trail;

import io.aldis.net.Flow;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.Sender;
import io.aldis.server.Target;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Text of the steps of a trail. For the writer thread. */
final class Words {
    private Words() {}

    static String of(Sender sender) {
        return switch (sender) {
            case Sender.User(var aor) -> aor.toString();
            case Sender.Trusted _ -> "a trusted neighbour";
            case Sender.Party _ -> "one end of a dialog";
            case Sender.Stranger _ -> "a stranger";
        };
    }

    static String of(Flow flow) {
        InetSocketAddress remote = flow.remote();
        String host = remote.getAddress().getHostAddress();
        boolean brackets = remote.getAddress() instanceof Inet6Address;
        return flow.transport().parameter() + ':' + (brackets ? '[' + host + ']' : host) + ':' + remote.getPort();
    }

    static String of(Target target) {
        return target.device()
                .map(Words::of)
                .orElseGet(() -> target.requestUri().text());
    }

    static String of(Device device) {
        return device.id();
    }

    static String devices(Collection<String> ids) {
        return ids.isEmpty()
                ? "whichever device registers next"
                : ids.stream().sorted().collect(Collectors.joining(", "));
    }

    static String goal(Destination destination) {
        return switch (destination) {
            case Destination.User(var aor) -> aor.toString();
            case Destination.Abroad abroad -> "the domain " + abroad.uri().host();
            case Destination.Hop hop -> hop.next().text();
            case Destination.Registrar(var aor) -> aor.toString();
            case Destination.Instance one -> one.aor().toString();
            case Destination.Holding holding -> holding.aor().toString();
            case Destination.Here _ -> "this server";
        };
    }

    static String places(List<Target> targets) {
        int places = targets.size();
        return places == 1 ? "1 place" : places + " places";
    }
}
