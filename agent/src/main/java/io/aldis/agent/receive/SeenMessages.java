package io.aldis.agent.receive;

import io.aldis.sip.SipRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;

/**
 * Messages that arrived a short while ago, to recognise a second one over another path (RFC 3261 §8.2.2.2). Two are the same with the same
 * From, To, From tag, Call-ID, CSeq and body: phones use all their identifiers again after a restart. For one thread.
 */
final class SeenMessages {
    /** Limit on remembered messages; the oldest is dropped first. */
    static final int CAPACITY = 10_000;

    /** How long a message is remembered: 64*T1, the life of a transaction (RFC 3261 §17.2.2). */
    private final long memory;

    /** Hashes of the messages, and when each is dropped, the oldest first. */
    private final LinkedHashMap<String, Long> seen = new LinkedHashMap<>();

    SeenMessages(Duration memory) {
        this.memory = memory.toNanos();
    }

    /**
     * Adds a message.
     *
     * @param now of a clock that never goes back, in nanoseconds
     * @return false when it was seen before
     */
    boolean isNew(SipRequest request, long now) {
        forgetOld(now);
        String key = key(request);
        if (seen.containsKey(key)) return false;
        if (seen.size() == CAPACITY) seen.pollFirstEntry();
        seen.put(key, now + memory);
        return true;
    }

    /** Removes a message that was not accepted: when it is sent again, it is checked again. */
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
