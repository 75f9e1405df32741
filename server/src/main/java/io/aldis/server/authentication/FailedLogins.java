package io.aldis.server.authentication;

import io.aldis.server.Guessing;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Counts failed authentications: a bucket per source, and one per source and account; each fills with a failure and drains with time. At most
 * {@link #MOST} buckets; the one filled longest ago is dropped first.
 */
@OnEventLoop
final class FailedLogins {
    static final int MOST = 20_000;
    private static final long RECEIVER = (1L << 48) - 1;
    private static final Pattern BRANCH = Pattern.compile("(?i);\\s*branch\\s*=[^;]*");

    /**
     * A source of failures.
     *
     * @param source number of the address that was given the challenge, or of the request's source when the nonce was not issued by this server
     * @param forged whether the nonce was not issued by this server
     */
    record Guesser(long source, boolean forged) {}

    /** @param account absent for all accounts together */
    private record Bucket(Guesser guesser, Optional<Aor> account) {}

    private final Guessing bounds;
    private final InstantSource clock;
    private final long seed;
    /** When each bucket will be empty, in milliseconds of the clock. */
    private final LinkedHashMap<Bucket, Long> buckets = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bucket, Long> eldest) {
            return size() > MOST;
        }
    };

    /** @param seed random, so that a client cannot find addresses whose numbers collide */
    FailedLogins(Guessing bounds, InstantSource clock, long seed) {
        this.bounds = bounds;
        this.clock = clock;
        this.seed = seed;
    }

    /** A number of 48 bits for that address; one for each /64 of IPv6, the usual prefix of one customer. */
    long source(InetAddress address) {
        byte[] octets = address.getAddress();
        long number = seed;
        int counted = address instanceof Inet6Address ? 8 : octets.length;
        for (int i = 0; i < counted; i++) {
            number = (number ^ (octets[i] & 0xff)) * 0x9E3779B97F4A7C15L;
            number ^= number >>> 29;
        }
        return ((number * 0xBF58476D1CE4E5B9L) >>> 16) & RECEIVER;
    }

    /**
     * A number for that address and port and the Via values below the top one without their branches. Behind an edge proxy all requests have the same
     * address and port, but the proxy has added the source address to the Via of each phone (RFC 3261 §18.2.1). A Via that a phone has invented is
     * below that one and only changes the number of that phone.
     */
    long place(InetSocketAddress remote, SipRequest request) {
        long number = source(remote.getAddress()) << Short.SIZE | remote.getPort();
        if (!request.hasMoreVias()) return number;
        List<String> vias = request.headers().values(HeaderName.VIA);
        for (String via : vias.subList(1, vias.size()))
            number = mixed(number, BRANCH.matcher(via).replaceAll(""));
        return number;
    }

    private long mixed(long number, String text) {
        long mixed = number ^ seed;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
        }
        return mixed;
    }

    /** Whether no failures are counted. Removes expired buckets, the oldest first. */
    boolean none() {
        long now = clock.millis();
        for (var eldest = buckets.firstEntry();
                eldest != null && eldest.getValue() <= now;
                eldest = buckets.firstEntry()) buckets.remove(eldest.getKey());
        return buckets.isEmpty();
    }

    /** Counts a failure. @return whether it reached the limit for that account, or for all accounts */
    boolean wrong(Guesser guesser, Aor account) {
        boolean one = fill(new Bucket(guesser, Optional.of(account)), bounds.perAccount());
        boolean all = fill(new Bucket(guesser, Optional.empty()), bounds.perAddress());
        return one || all;
    }

    private boolean fill(Bucket bucket, int most) {
        Long before = buckets.remove(bucket); // reinserted at the end: the map is ordered by the last failure
        long now = clock.millis();
        buckets.put(
                bucket,
                Math.max(now, before == null ? now : before)
                        + bounds.forgotten().toMillis() / most);
        return left(bucket, most).isPositive();
    }

    /** How long that source is refused for that account; zero below the limits. */
    Duration pause(Guesser guesser, Aor account) {
        Duration one = accountPause(guesser, account);
        Duration all = left(new Bucket(guesser, Optional.empty()), bounds.perAddress());
        return one.compareTo(all) > 0 ? one : all;
    }

    /** As {@link #pause}, by the failures for that account only. */
    Duration accountPause(Guesser guesser, Aor account) {
        return left(new Bucket(guesser, Optional.of(account)), bounds.perAccount());
    }

    /** Time until one more failure is below the limit. */
    private Duration left(Bucket bucket, int most) {
        Long empty = buckets.get(bucket);
        if (empty == null) return Duration.ZERO;
        long each = bounds.forgotten().toMillis() / most;
        return Duration.ofMillis(Math.max(0, empty - clock.millis() - each * (most - 1)));
    }

    /** Number of buckets. */
    int count() {
        return buckets.size();
    }
}
