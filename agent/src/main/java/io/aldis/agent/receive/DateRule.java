package io.aldis.agent.receive;

import io.aldis.agent.DateCheck;
import io.aldis.net.Flow;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Applies a {@link DateCheck}. For one thread. */
final class DateRule {
    /** Limit on counted sources; the oldest is dropped first. */
    static final int CAPACITY = 1_000;

    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final DateCheck check;
    private final InstantSource clock;
    private final Set<InetSocketAddress> home;
    private final LinkedHashMap<InetAddress, Count> refused = new LinkedHashMap<>();
    private Instant lenientUntil = Instant.MIN;

    private record Count(int refused, Instant until) {}

    /** The decision about a message. */
    enum DateDecision {
        GOOD,
        /** Too old or from the future, but accepted during the grace period. */
        REPLAY,
        REFUSE,
        /** As {@link #REFUSE}, without an answer. */
        IGNORE
    }

    /** @param home our servers, which may have stored the messages that they deliver */
    DateRule(DateCheck check, InstantSource clock, Set<InetSocketAddress> home) {
        this.check = check;
        this.clock = clock;
        this.home = home;
    }

    /** A registration has made a new binding. */
    void cameBack() {
        lenientUntil = clock.instant().plus(check.grace());
    }

    DateDecision judge(SipRequest request, MessageTimes times, Flow flow) {
        if (!concerns(request) || !times.isOff(check.tolerance()) || isHome(flow)) return DateDecision.GOOD;
        if (times.received().isBefore(lenientUntil)) return DateDecision.REPLAY;
        return isSilenced(flow.remote().getAddress(), times.received()) ? DateDecision.IGNORE : DateDecision.REFUSE;
    }

    private boolean concerns(SipRequest request) {
        return switch (check.scope()) {
            case NONE -> false;
            case ALL -> true;
            case SIGNED -> isSigned(request);
        };
    }

    /** Content types of S/MIME bodies (RFC 8591 §4). */
    private static boolean isSigned(SipRequest request) {
        String type = request.headers().get(HeaderName.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("application/pkcs7-mime")
                || type.startsWith("application/x-pkcs7-mime")
                || type.startsWith("multipart/signed");
    }

    /** The source of a datagram can be forged; that of a connection not so easily. */
    private boolean isHome(Flow flow) {
        return flow.reliable() && home.contains(flow.remote());
    }

    private boolean isSilenced(InetAddress source, Instant now) {
        var before = Optional.ofNullable(refused.remove(source)).filter(count -> now.isBefore(count.until()));
        int count = before.map(Count::refused).orElse(0);
        if (refused.size() == CAPACITY) refused.pollFirstEntry();
        int counted = Math.min(count, Integer.MAX_VALUE - 1) + 1;
        refused.put(source, new Count(counted, before.map(Count::until).orElse(now.plus(WINDOW))));
        return count >= check.answers();
    }
}
