package io.aldis.server.authentication;

import io.aldis.server.Guessing;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
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
 * Wrong passwords, by who said them: for each a bucket that fills with every one and empties with time, and one for each account that
 * he tried. At most {@link #MOST} buckets, the eldest is forgotten. For the event loop.
 */
final class FailedLogins {
    static final int MOST = 20_000;
    private static final long RECEIVER = (1L << 48) - 1;
    private static final Pattern BRANCH = Pattern.compile("(?i);\\s*branch\\s*=[^;]*");

    /**
     * Somebody who guesses.
     *
     * @param source of whoever was given the challenge that he answers, or from where it came when the challenge is not ours
     * @param forged whether it is not
     */
    record Guesser(long source, boolean forged) {}

    /** @param account absent for all of them */
    private record Bucket(Guesser guesser, Optional<Aor> account) {}

    private final Guessing bounds;
    private final InstantSource clock;
    private final long seed;
    /** When each will be empty, in milliseconds. */
    private final LinkedHashMap<Bucket, Long> buckets = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bucket, Long> eldest) {
            return size() > MOST;
        }
    };

    /** @param seed random, so that nobody finds out who shares a number with whom */
    FailedLogins(Guessing bounds, InstantSource clock, long seed) {
        this.bounds = bounds;
        this.clock = clock;
        this.seed = seed;
    }

    /** A number for that address, of 48 bits; one for each /64 of IPv6, which is what one customer has. */
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
     * A number for that address and port and the Via values below the top one without their branches. Behind an edge proxy all requests have
     * the same address and port, but the proxy has stamped the Via of each phone with its address (RFC 3261 §18.2.1). A Via that the phone
     * has made up comes below that one and makes another place of it.
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

    /** Whether nobody has guessed wrong lately. */
    boolean none() {
        long now = clock.millis();
        for (var eldest = buckets.firstEntry();
                eldest != null && eldest.getValue() <= now;
                eldest = buckets.firstEntry()) buckets.remove(eldest.getKey());
        return buckets.isEmpty();
    }

    /** One more that was wrong. @return whether it was the last for that account, or for all, for the time being */
    boolean wrong(Guesser guesser, Aor account) {
        boolean one = fill(new Bucket(guesser, Optional.of(account)), bounds.perAccount());
        boolean all = fill(new Bucket(guesser, Optional.empty()), bounds.perAddress());
        return one || all;
    }

    private boolean fill(Bucket bucket, int most) {
        Long before = buckets.remove(bucket); // the one that was filled last shall be the youngest
        long now = clock.millis();
        buckets.put(
                bucket,
                Math.max(now, before == null ? now : before)
                        + bounds.forgotten().toMillis() / most);
        return left(bucket, most).isPositive();
    }

    /** How long nothing more is heard from him about that account; zero when it is. */
    Duration pause(Guesser guesser, Aor account) {
        Duration one = accountPause(guesser, account);
        Duration all = left(new Bucket(guesser, Optional.empty()), bounds.perAddress());
        return one.compareTo(all) > 0 ? one : all;
    }

    /** The same, where only wrong passwords for that account count. */
    Duration accountPause(Guesser guesser, Aor account) {
        return left(new Bucket(guesser, Optional.of(account)), bounds.perAccount());
    }

    /** Until there is room for one more. */
    private Duration left(Bucket bucket, int most) {
        Long empty = buckets.get(bucket);
        if (empty == null) return Duration.ZERO;
        long each = bounds.forgotten().toMillis() / most;
        return Duration.ofMillis(Math.max(0, empty - clock.millis() - each * (most - 1)));
    }

    /** Buckets that are kept. */
    int count() {
        return buckets.size();
    }
}
