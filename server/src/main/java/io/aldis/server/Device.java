package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipUri;
import java.util.Locale;

/**
 * One client of a user (DESIGN §2): known by its {@code +sip.instance} (RFC 5626 §4.1); without it (nameless) by the contact of its first binding,
 * also after its contact has changed.
 *
 * @param id unique within the account: {@code <urn:uuid:…>} in lower case, or a {@code sip:} URI for a nameless one
 */
public record Device(Aor account, String id) {
    /** The device that has made this binding. */
    public static Device of(Aor account, Binding binding) {
        return new Device(account, binding.device());
    }

    /** The id in the parameters of a contact; empty when they have none. */
    public static String instance(String parameters) {
        String instance = Parameters.parse("Contact", parameters).getOr("+sip.instance", "");
        return instance.replace("\"", "").strip().toLowerCase(Locale.ROOT);
    }

    /** The id by a contact alone: its instance, or for a nameless one the URI itself. */
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

    /** For logs: the id comes from the client and is escaped. */
    @Override
    public String toString() {
        return "account=" + account + " device=" + LogText.of(id);
    }
}
