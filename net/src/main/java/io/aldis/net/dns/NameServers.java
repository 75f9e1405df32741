package io.aldis.net.dns;

import io.aldis.sip.locate.Dns;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A DNS client: asks the next name server when one does not answer, and repeats a query over TCP when the answer is truncated (RFC 7766).
 * Blocks until the answer. Safe for every thread.
 */
public final class NameServers implements Dns {
    /** Time for one try; a recursive server may need some of it to fetch the answer. */
    private static final Duration TRY = Duration.ofSeconds(2);
    /** Time for all tries of one query: less than the transaction timeout of the message that waits for it. */
    private static final Duration ALL = Duration.ofSeconds(5);

    private static final int TRIES = 2;
    /** TTL of answers of the system's resolver, which gives none and has a cache of its own; also of answers that need no query. */
    private static final Duration SYSTEM = Duration.ofSeconds(1);

    /** Longest TTL of the addresses of one family when the query for the other has failed: it is repeated then, and not for each message. */
    private static final Duration OTHER_FAILED = Duration.ofSeconds(30);

    private final List<InetSocketAddress> servers;
    private @Nullable Inquiry inquiry;

    /** @param servers resolved addresses; when empty, those of the system, and addresses are then found by the system's resolver (hosts file) */
    public NameServers(List<InetSocketAddress> servers) {
        this.servers = List.copyOf(servers);
    }

    /** Created on first use: an endpoint that sends to addresses only needs no resolver. */
    private synchronized Inquiry inquiry() {
        Inquiry made = inquiry;
        if (made == null) {
            made = new Inquiry(resolver(
                    servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers));
            inquiry = made;
        }
        return made;
    }

    private static Resolver resolver(List<InetSocketAddress> servers) {
        var each = new ArrayList<Resolver>(servers.size());
        for (InetSocketAddress server : servers) {
            var one = new SimpleResolver(server);
            one.setTimeout(TRY);
            each.add(one);
        }
        var all = new ExtendedResolver(each);
        all.setRetries(TRIES);
        all.setTimeout(ALL);
        return all;
    }

    @Override
    public Answer<Naptr> naptr(String name) {
        return ask(name, Type.NAPTR, NameServers::naptr);
    }

    private static Naptr naptr(Record record) {
        var naptr = (NAPTRRecord) record;
        return new Naptr(
                naptr.getOrder(),
                naptr.getPreference(),
                naptr.getFlags(),
                naptr.getService(),
                naptr.getRegexp(),
                text(naptr.getReplacement()));
    }

    @Override
    public Answer<Srv> srv(String name) {
        return ask(name, Type.SRV, NameServers::srv);
    }

    private static Srv srv(Record record) {
        var srv = (SRVRecord) record;
        return new Srv(srv.getPriority(), srv.getWeight(), srv.getPort(), text(srv.getTarget()));
    }

    @Override
    public Answer<String> alias(String name) {
        return ask(name, Type.CNAME, record -> text(((CNAMERecord) record).getTarget()));
    }

    private <T> Answer<T> ask(String name, int type, Function<Record, T> read) {
        return isOfNoServer(name) ? new Answer.Nothing<>(SYSTEM) : inquiry().ask(name, type, read);
    }

    /** Whether the name is under {@code .localhost} or {@code .invalid}, which no name server is asked for (RFC 6761 §6.3, §6.4). */
    private static boolean isOfNoServer(String name) {
        return isLocalhost(name) || isUnder(name, ".invalid");
    }

    private static boolean isLocalhost(String name) {
        return isUnder(name, ".localhost");
    }

    /** Whether the name is that top-level domain or in it, with or without the dot of the root. */
    private static boolean isUnder(String name, String topLevel) {
        String dotted = ('.' + name).toLowerCase(Locale.ROOT);
        return dotted.endsWith(topLevel) || dotted.endsWith(topLevel + '.');
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true);
    }

    // ---- addresses

    @Override
    public Answer<InetAddress> addresses(String name) {
        if (isLocalhost(name)) // RFC 6761 §6.3
        return new Answer.Records<>(List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")), SYSTEM);
        if (servers.isEmpty() && !isOfNoServer(name)) return ofTheSystem(name);
        return both(
                ask(name, Type.A, record -> ((ARecord) record).getAddress()),
                ask(name, Type.AAAA, record -> ((AAAARecord) record).getAddress()));
    }

    /** Asks the system's resolver, which also reads the hosts file. */
    private static Answer<InetAddress> ofTheSystem(String name) {
        try {
            return new Answer.Records<>(List.of(InetAddress.getAllByName(name)), SYSTEM);
        } catch (UnknownHostException e) {
            return new Answer.Nothing<>(SYSTEM);
        }
    }

    private static Answer<InetAddress> both(Answer<InetAddress> v4, Answer<InetAddress> v6) {
        var all = new ArrayList<>(v4.orNone());
        all.addAll(v6.orNone());
        if (!all.isEmpty()) return new Answer.Records<>(all, shorter(v4, v6));
        if (v4 instanceof Answer.Failed) return v4;
        return v6;
    }

    private static Duration shorter(Answer<InetAddress> one, Answer<InetAddress> other) {
        Duration first = ttl(one);
        Duration second = ttl(other);
        return first.compareTo(second) < 0 ? first : second;
    }

    private static Duration ttl(Answer<InetAddress> answer) {
        return switch (answer) {
            case Answer.Records<InetAddress> records -> records.ttl();
            case Answer.Nothing<InetAddress>(Duration ttl) -> ttl;
            case Answer.Failed<InetAddress> _ -> OTHER_FAILED;
        };
    }
}
