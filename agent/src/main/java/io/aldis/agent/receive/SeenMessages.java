package io.aldis.agent.receive;

import io.aldis.sip.SipRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;

/**
 * Messages that came a short while ago, so that a second one by another path is known for what it is (RFC 3261 §8.2.2.2). The same is what
 * has the same From, To, From tag, Call-ID, CSeq and body: phones use all their identifiers again after a restart. For one thread.
 */
final class SeenMessages {
    /** Remembered at most; the oldest go first. */
    static final int CAPACITY = 10_000;

    /** A transaction is ongoing that long: 64*T1 (RFC 3261 §17.2.2). */
    private final long memory;

    /** What has come, and when it is forgotten, the oldest first. */
    private final LinkedHashMap<String, Long> seen = new LinkedHashMap<>();

    SeenMessages(Duration memory) {
        this.memory = memory.toNanos();
    }

    /**
     * Takes note of a message.
     *
     * @param now of a clock that never goes back, in nanoseconds
     * @return false when it has come before
     */
    boolean isNew(SipRequest request, long now) {
        forgetOld(now);
        String key = key(request);
        if (seen.containsKey(key)) return false;
        if (seen.size() == CAPACITY) seen.pollFirstEntry();
        seen.put(key, now + memory);
        return true;
    }

    /** It was not taken: should it come again, it is judged again. */
    void forget(SipRequest request) {
        seen.remove(key(request));
    }

    private void forgetOld(long now) {
        while (!seen.isEmpty() && seen.firstEntry().getValue() - now <= 0) seen.pollFirstEntry();
    }

    private static String key(SipRequest request) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            String ids = String.join(
                    "\n",
                    request.from().uri().text(),
                    request.from().tag(),
                    request.to().uri().text(),
                    request.callId(),
                    request.cseq().toString());
            digest.update(ids.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            digest.update(request.bytes(), request.bodyStart(), request.bodyLength());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
