package io.aldis.server;

import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import java.util.Locale;

/**
 * What is known of a device without {@code +sip.instance}, so that it can be recognised when it comes back (DESIGN, "device").
 *
 * @param contact URI of its last binding, as it was written; empty when unknown
 * @param callId of its last REGISTER; empty when unknown
 * @param userAgent of its last REGISTER; empty when it sent none
 */
public record DeviceTraits(String contact, String callId, String userAgent) {
    public static final DeviceTraits UNKNOWN = new DeviceTraits("", "", "");

    public static DeviceTraits of(Binding binding) {
        return new DeviceTraits(binding.contact().text(), binding.callId(), binding.userAgent());
    }

    /** How well a new binding matches a device without one: higher is better, {@link #NO_MATCH} is no match. */
    public int match(DeviceTraits other) {
        if (contact.equals(other.contact)) return SAME_CONTACT;
        if (isSameClient(other)) return SAME_CALL_ID;
        return looksLike(other) ? SAME_LOOK : NO_MATCH;
    }

    /** Whether both registered with the same Call-ID (RFC 3261 §10.2.4). */
    public boolean isSameClient(DeviceTraits other) {
        return !callId.isEmpty() && callId.equals(other.callId);
    }

    public static final int NO_MATCH = 0;
    private static final int SAME_LOOK = 1;
    private static final int SAME_CALL_ID = 2;
    private static final int SAME_CONTACT = 3;

    /** Same user part of the contact and same User-Agent. */
    public boolean looksLike(DeviceTraits other) {
        String user = user(contact);
        return !contact.isEmpty() && userAgent.equals(other.userAgent) && user.equals(user(other.contact));
    }

    /** Some phones append a number to their user part that changes with each start ({@code alice-0x55afa8ac22d0}). */
    private static String user(String contact) {
        try {
            String user = SipUri.parse(contact).user();
            int number = user.toLowerCase(Locale.ROOT).lastIndexOf("-0x");
            return number > 0 ? user.substring(0, number) : user;
        } catch (SyntaxException e) {
            return contact;
        }
    }
}
