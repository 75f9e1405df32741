package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipUri;
import java.util.Locale;

/**
 * One of a user's clients (DESIGN §2): known by its {@code +sip.instance} (RFC 5626 §4.1); without it (nameless) by the contact of its
 * first binding, whatever contacts it has had since.
 *
 * @param id of that device among those of the account: {@code <urn:uuid:…>} in lower case, or a {@code sip:} URI for a nameless one
 */
public record Device(Aor account, String id) {
    /** The device that has made this binding. */
    public static Device of(Aor account, Binding binding) {
        return new Device(account, binding.device());
    }

    /** The id that the parameters of a contact name; empty when they name none. */
    public static String instance(String parameters) {
        String instance = Parameters.parse("Contact", parameters).getOr("+sip.instance", "");
        return instance.replace("\"", "").strip().toLowerCase(Locale.ROOT);
    }

    /** The id of a contact on its own: that of its instance, or for a nameless one the URI itself. */
    static String idOf(SipUri contact, String parameters) {
        String instance = instance(parameters);
        return instance.isEmpty() ? contact.text() : instance;
    }

    /** Whether it has no {@code +sip.instance}. */
    public boolean nameless() {
        return nameless(id);
    }

    /** Whether that id is one of a device without {@code +sip.instance}. */
    public static boolean nameless(String id) {
        return id.regionMatches(true, 0, "sip:", 0, 4) || id.regionMatches(true, 0, "sips:", 0, 5);
    }

    /** For logs: the id is what its user has written. */
    @Override
    public String toString() {
        return "device " + LogText.of(id) + " of " + account;
    }
}
