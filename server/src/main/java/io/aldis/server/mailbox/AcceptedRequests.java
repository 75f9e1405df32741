package io.aldis.server.mailbox;

import io.aldis.server.Destination;
import io.aldis.server.Identified;
import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requests that were accepted in the last 64*T1, so that a copy by another path is recognised (RFC 3261 §8.2.2.2): same From, To, tags,
 * Call-ID and CSeq. The body counts as well, since phones give the same ids to different messages (docs/phones.md 1 and 2). Nothing is
 * remembered of a request that was only passed on, challenged or refused. The oldest is forgotten when there are too many. For the event loop.
 */
final class AcceptedRequests {
    static final int MOST = 100_000;

    /** 128 bits of a SHA-256. */
    private record Key(long high, long low) {}

    /** @param path the Via and the flow that it came by: the same request may be kept in two steps */
    private record Entry(int path, Instant until) {}

    private final InstantSource clock;
    private final Duration keep;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    AcceptedRequests(InstantSource clock, Duration keep) {
        this.clock = clock;
        this.keep = keep;
    }

    /** @return whether it is no copy of one that is here; it is here now */
    boolean add(Identified identified, Aor account) {
        forgetOld();
        Key key = key(identified, account);
        int path = path(identified);
        Entry known = entries.get(key);
        if (isOther(known, identified, path)) return false;
        if (known != null && known.path() == path) return true;
        entries.remove(key); // to the end of the line
        entries.put(key, new Entry(path, clock.instant().plus(keep)));
        return true;
    }

    /** Whether the same request by another path is here. */
    boolean isMerged(Identified identified, Aor account) {
        return isOther(entries.get(key(identified, account)), identified, path(identified));
    }

    /** What counts is when it came, not how long its devices were waited for since. */
    private static boolean isOther(@Nullable Entry known, Identified identified, int path) {
        Instant arrived = identified.admitted().arrival().at();
        return known != null && known.path() != path && known.until().isAfter(arrived);
    }

    void remove(Identified identified, Aor account) {
        if (entries.isEmpty()) return;
        Key key = key(identified, account);
        Entry known = entries.get(key);
        if (known != null && known.path() == path(identified)) entries.remove(key);
    }

    int size() {
        return entries.size();
    }

    /** Twice the time: one that came within it may be kept at the end of the patience only. */
    private void forgetOld() {
        Instant over = clock.instant().minus(keep);
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext() && (oldest.next().until().isBefore(over) || entries.size() >= MOST)) oldest.remove();
    }

    private static int path(Identified identified) {
        var flow = identified.admitted().flow();
        return Objects.hash(identified.request().topVia().toString(), flow.remote(), flow.id());
    }

    /** One request that was forked to two users of ours, or to one of them and one of his devices, is two. */
    private static Key key(Identified identified, Aor account) {
        SipRequest request = identified.request();
        String device = identified.admitted().destination() instanceof Destination.Instance one ? one.id() : "";
        MessageDigest digest = sha256();
        for (String part : new String[] {
            account.toString(),
            device,
            request.from().uri().text(),
            request.from().tag(),
            request.to().uri().text(),
            request.to().tag(),
            request.callId(),
            Long.toString(request.cseq().number())
        }) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n'); // stands in none of them
        }
        digest.update(request.bytes(), request.bodyStart(), request.bodyLength());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new Key(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
