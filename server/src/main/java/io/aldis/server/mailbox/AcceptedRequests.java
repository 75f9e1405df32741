package io.aldis.server.mailbox;

import io.aldis.server.Destination;
import io.aldis.server.Identified;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
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
 * Requests that were accepted in the last 64*T1, so that a copy over another path is recognised (RFC 3261 §8.2.2.2): same From, To, tags,
 * Call-ID and CSeq. The body counts as well, since phones give the same ids to different messages (docs/phones.md 1 and 2). Requests that
 * were only relayed, challenged or refused are not in it. The oldest is dropped above {@link #MOST}.
 */
@OnEventLoop
final class AcceptedRequests {
    static final int MOST = 100_000;

    /** 128 bits of a SHA-256. */
    private record Key(long high, long low) {}

    /** @param path hash of the top Via and the flow: the same request over the same path may be stored in two steps */
    private record Entry(int path, Instant until) {}

    private final InstantSource clock;
    private final Duration keep;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    AcceptedRequests(InstantSource clock, Duration keep) {
        this.clock = clock;
        this.keep = keep;
    }

    /** Adds the request. @return false when it was accepted already over another path */
    boolean add(Identified identified, Aor account) {
        forgetOld();
        Key key = key(identified, account);
        int path = path(identified);
        Entry known = entries.get(key);
        if (isOther(known, identified, path)) return false;
        if (known != null && known.path() == path) return true;
        entries.remove(key); // inserted again as the newest
        entries.put(key, new Entry(path, clock.instant().plus(keep)));
        return true;
    }

    /** Whether the same request was accepted over another path. */
    boolean isMerged(Identified identified, Aor account) {
        return isOther(entries.get(key(identified, account)), identified, path(identified));
    }

    /** The arrival time counts: the wait for the devices since then does not. */
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

    /** Entries stay twice as long: a request that arrived in time may be stored only after the wait for its devices. */
    private void forgetOld() {
        Instant over = clock.instant().minus(keep);
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext() && (oldest.next().until().isBefore(over) || entries.size() >= MOST)) oldest.remove();
    }

    private static int path(Identified identified) {
        var flow = identified.admitted().flow();
        return Objects.hash(identified.request().topVia().toString(), flow.remote(), flow.id());
    }

    /** Includes account and device: a request that was forked to two accounts, or to an account and one of its devices, counts as two. */
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
            digest.update((byte) '\n'); // occurs in none of them
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
