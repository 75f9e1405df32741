package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.Parameters;
import java.util.Locale;

/**
 * One instance of a user's clients, known by its {@code +sip.instance} (RFC 5626 §4.1), else by its contact.
 *
 * @param id of that device among those of the account: {@code <urn:uuid:…>} in lower case, or the contact as it is written, or
 *     {@code browser} where that is {@code .invalid} (RFC 7118); empty for {@link #nobodyYet}
 */
public record Device(Aor account, String id) {
    private static final String BROWSER = "browser";

    /** Whoever registers first: what is kept for an account that never had a device. */
    public static Device nobodyYet(Aor account) {
        return new Device(account, "");
    }

    /** The device that has made this binding. */
    public static Device of(Aor account, Binding binding) {
        String instance = Parameters.parse("Contact", binding.parameters()).getOr("+sip.instance", "");
        String bare = instance.replace("\"", "").strip().toLowerCase(Locale.ROOT);
        return new Device(account, bare.isEmpty() ? nameless(binding) : bare);
    }

    /** A browser has another contact for each page, so all of an account that name no instance are one device. */
    private static String nameless(Binding binding) {
        return binding.contact().host().endsWith(".invalid")
                ? BROWSER
                : binding.contact().text();
    }

    /** For logs: the id is what its user has written. */
    @Override
    public String toString() {
        return "device " + Visible.of(id) + " of " + account;
    }
}
