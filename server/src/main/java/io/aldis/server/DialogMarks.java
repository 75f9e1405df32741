package io.aldis.server;

import io.aldis.sip.OnEventLoop;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The mark in this server's Record-Route: a keyed hash of the Call-ID. A request with this mark in its Route belongs to a dialog whose first request
 * passed this server; without the mark a client cannot make the server relay to an address of its choice.
 */
@OnEventLoop
public final class DialogMarks {
    /** The URI parameter that carries the mark. */
    public static final String PARAMETER = "mark";

    private static final int SHOWN = 12;
    private final Mac mac;

    /** @param key marks are valid while it stays the same */
    public DialogMarks(DialogKey key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.octets(), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    public String of(String callId) {
        byte[] hash = mac.doFinal(callId.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, SHOWN);
    }

    public boolean matches(String mark, String callId) {
        return MessageDigest.isEqual(
                mark.getBytes(StandardCharsets.UTF_8), of(callId).getBytes(StandardCharsets.UTF_8));
    }
}
