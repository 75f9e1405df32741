package io.aldis.app.archive;

import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts equal messages of one account. It remembers those of the latest account only, so that memory does not grow with the file. For one
 * thread.
 */
final class DuplicateCounter {
    private final Map<Print, Integer> seen = new HashMap<>();
    private Optional<Aor> account = Optional.empty();

    /** The first 128 bits of the SHA-256 digest of a message. After a collision a repeated import imports a message twice. */
    private record Print(long high, long low) {}

    /** How many messages equal to this one were counted, this one included. Messages of an account must be consecutive. */
    int count(StoredMessage message) {
        Optional<Aor> whose = Optional.of(message.account());
        if (!whose.equals(account)) seen.clear();
        account = whose;
        return seen.merge(print(message), 1, Integer::sum);
    }

    private static Print print(StoredMessage message) {
        byte[] sender = message.sender().getBytes(StandardCharsets.UTF_8);
        var numbers = ByteBuffer.allocate(4 * Long.BYTES)
                .putLong(message.arrived().toEpochMilli())
                .putLong(message.expires().toEpochMilli())
                .putLong(message.seed())
                .putInt(message.kind().ordinal())
                .putInt(sender.length);
        MessageDigest digest = sha256();
        digest.update(numbers.flip());
        digest.update(sender);
        var result = ByteBuffer.wrap(digest.digest(message.bytes()));
        return new Print(result.getLong(), result.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
