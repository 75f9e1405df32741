package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipUri;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets another server reach a device that only this server can reach: a Route to this server with a token that names the account of the device (RFC
 * 5626 §5.2). The other server reads the token in the shared store; without the key no token can be made. So a request with a valid token comes from
 * a server of the cluster, which has checked its sender.
 */
@OnEventLoop
public final class FlowTokens {
    /** The URI parameter that carries the token. */
    public static final String PARAMETER = "flow";

    private static final int SHOWN = 16;
    private final Mac mac;

    /** @param key tokens are valid while it stays the same; a second key is derived from it, so that no dialog mark is a valid token */
    public FlowTokens(DialogKey key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.octets(), "HmacSHA256"));
            byte[] own = mac.doFinal("flow tokens".getBytes(StandardCharsets.UTF_8));
            mac.init(new SecretKeySpec(own, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /**
     * The Route value for that device of that account.
     *
     * @param address of this server: {@code 192.0.2.1:5060;transport=tcp}
     */
    public String clusterRoute(String address, Aor aor, SipUri contact) {
        return beginning(address) + of(aor, contact) + ";lr>";
    }

    /** The prefix of all Route values of {@link #clusterRoute} with that address. */
    public static String beginning(String address) {
        return "<sip:" + address + ';' + PARAMETER + '=';
    }

    private String of(Aor aor, SipUri contact) {
        String whose = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(aor.toString().getBytes(StandardCharsets.UTF_8));
        byte[] hash = mac.doFinal((whose + ' ' + contact.asRequestUri()).getBytes(StandardCharsets.UTF_8));
        return whose + '.' + HexFormat.of().formatHex(hash, 0, SHOWN);
    }

    /** The account of the device with that contact, if this server has made the token for it. */
    public Optional<Aor> read(String token, SipUri contact) {
        try {
            byte[] whose = Base64.getUrlDecoder().decode(token.substring(0, Math.max(0, token.indexOf('.'))));
            var aor = Aor.parse(new String(whose, StandardCharsets.UTF_8));
            byte[] ours = of(aor, contact).getBytes(StandardCharsets.UTF_8);
            return Optional.of(aor).filter(_ -> MessageDigest.isEqual(ours, token.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not made by this server
        }
    }
}
