package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Addresses of one device (RFC 5627). The public one is the address-of-record with the instance as parameter. A temporary one is encrypted: only this
 * server can read the account from it, each is different, and no state is kept. It is valid while a binding of that device has the Call-ID that it
 * was made for.
 */
@OnEventLoop
public final class Gruus {
    /** The URI parameter of both. */
    public static final String PARAMETER = "gr";

    private static final String TEMPORARY = "tgruu.";
    private static final Pattern PLAIN = Pattern.compile("[\\w\\-.!~*'()\\[\\]/:&+$%]{1,200}");
    private static final int NONCE = 12;
    private static final int SEAL = 128;
    private static final int MARK = 12;
    /** Padding to blocks hides the length of the address. */
    private static final int BLOCK = 32;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @param secret temporary addresses are valid while it stays the same */
    public Gruus(DialogKey secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.octets(), "HmacSHA256"));
            key = new SecretKeySpec(mac.doFinal("temporary gruus".getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** The public GRUU of the device of that binding; absent when it has no instance, or one that does not fit into a URI. */
    public static Optional<String> lasting(Aor aor, Binding binding) {
        return instance(Device.of(aor, binding)).map(instance -> as(binding, aor + ";" + PARAMETER + '=' + instance));
    }

    /** RFC 5630 §5.2.1: that address with the scheme of the contact. */
    private static String as(Binding binding, String sip) {
        return binding.contact().secure() ? "sips" + sip.substring("sip".length()) : sip;
    }

    private static Optional<String> instance(Device device) {
        String id = device.id();
        if (!id.startsWith("<") || !id.endsWith(">")) return Optional.empty();
        return Optional.of(id.substring(1, id.length() - 1))
                .filter(text -> PLAIN.matcher(text).matches());
    }

    /** A new temporary GRUU for the device of that binding. */
    public String temporary(Aor aor, Binding binding) {
        byte[] whose = aor.toString().getBytes(StandardCharsets.UTF_8);
        byte[] plain = Arrays.copyOf(mark(aor, binding), MARK + (whose.length / BLOCK + 1) * BLOCK);
        System.arraycopy(whose, 0, plain, MARK, whose.length);
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = sealed(Cipher.ENCRYPT_MODE, nonce, plain).orElseThrow();
        byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE, sealed.length);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        return as(binding, "sip:" + TEMPORARY + token + '@' + aor.domain() + ';' + PARAMETER);
    }

    /** The account and device of a temporary GRUU with that user part, if this server has made it. */
    public Optional<Destination.Instance> read(String user) {
        if (!user.startsWith(TEMPORARY)) return Optional.empty();
        try {
            byte[] all = Base64.getUrlDecoder().decode(user.substring(TEMPORARY.length()));
            if (all.length < NONCE) return Optional.empty();
            byte[] nonce = Arrays.copyOf(all, NONCE);
            return sealed(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(all, NONCE, all.length))
                    .map(Gruus::opened);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not made by this server
        }
    }

    private static Destination.Instance opened(byte[] plain) {
        String whose = new String(plain, MARK, plain.length - MARK, StandardCharsets.UTF_8);
        return new Destination.Instance(
                Aor.parse(whose.substring(0, whose.indexOf('\0'))),
                "",
                HexFormat.of().formatHex(plain, 0, MARK));
    }

    private Optional<byte[]> sealed(int mode, byte[] nonce, byte[] octets) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(SEAL, nonce));
            return Optional.of(cipher.doFinal(octets));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Whether that GRUU names the device of that binding. */
    public static boolean matches(Destination.Instance address, Binding binding) {
        Aor aor = address.aor();
        return address.lasting()
                ? address.id().equals(Device.of(aor, binding).id())
                : address.mark().equals(HexFormat.of().formatHex(mark(aor, binding)));
    }

    private static byte[] mark(Aor aor, Binding binding) {
        try {
            String text = Device.of(aor, binding).id() + '\n' + binding.callId();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(hash, MARK);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
