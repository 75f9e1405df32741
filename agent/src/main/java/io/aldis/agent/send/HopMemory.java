package io.aldis.agent.send;

import io.aldis.net.Flow;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.transaction.TimerWheel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * State of next hops: which one asked for a pause (503 with Retry-After, RFC 3261 §21.5.4), and which one did not answer or could not be
 * reached and is tried last (RFC 4321 §1.3).
 */
final class HopMemory {
    /** Longest Retry-After that is obeyed: one wrong answer must not block an agent for a day. */
    static final Duration LONGEST_REST = Duration.ofHours(1);

    private static final Duration TRIED_LAST = Duration.ofMinutes(10);
    /** How long a failed flow counts: it is registered again within half an hour (RFC 5626 §4.5). */
    private static final Duration LOST = Duration.ofMinutes(40);

    private static final int MOST = 1_000;

    private record Key(InetSocketAddress address, Transport transport) {}

    private final TimerWheel time;
    private final Map<InetSocketAddress, Long> resting = bounded();
    private final Map<Key, Long> last = bounded();

    HopMemory(TimerWheel time) {
        this.time = time;
    }

    private static <K> Map<K, Long> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
                return size() > MOST;
            }
        };
    }

    /** Nothing is sent to that host and port, over any transport, for that time. */
    void rest(NextHop peer, Duration retryAfter) {
        Duration kept = retryAfter.compareTo(LONGEST_REST) < 0 ? retryAfter : LONGEST_REST;
        resting.put(peer.address(), time.now() + kept.toNanos());
    }

    /** The rest of the pause; empty without one. */
    Optional<Duration> rest(NextHop peer) {
        return left(resting, peer.address());
    }

    /** The hop did not answer, or no connection was made. */
    void tryLast(NextHop peer) {
        last.merge(key(peer), time.now() + TRIED_LAST.toNanos(), Math::max);
    }

    /** The flow of a binding has failed: until there is another, other hops are tried before this one. */
    void lost(Flow flow) {
        last.put(new Key(flow.remote(), flow.transport()), time.now() + LOST.toNanos());
    }

    boolean triedLast(NextHop peer) {
        return left(last, key(peer)).isPresent();
    }

    /** The hop has answered. */
    void trust(NextHop peer) {
        last.remove(key(peer));
    }

    private static Key key(NextHop peer) {
        return new Key(peer.address(), peer.transport());
    }

    /** In the same order, those that are tried last at the end. */
    List<NextHop> sorted(List<NextHop> peers) {
        return peers.stream()
                .sorted((a, b) -> Boolean.compare(triedLast(a), triedLast(b)))
                .toList();
    }

    private <K> Optional<Duration> left(Map<K, Long> until, K key) {
        Long end = until.get(key);
        if (end == null) return Optional.empty();
        if (end - time.now() > 0) return Optional.of(Duration.ofNanos(end - time.now()));
        until.remove(key);
        return Optional.empty();
    }
}
