package io.aldis.agent;

import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;

/**
 * A message to be sent. Immutable.
 *
 * @param to the recipient, {@code sip:}, {@code sips:}, {@code im:} or {@code tel:}
 */
public record Message(Uri to, Content content) {
    private static final String EXPECTED = "Expected sip:, sips: or im: and user@domain, or tel: and a number";

    /** @throws IllegalArgumentException when the address is none that a message can go to */
    public Message {
        if (!addressable(to)) throw wrong(to.text());
    }

    /** @throws IllegalArgumentException when the address is none that a message can go to, with what was expected and found */
    public static Message text(String to, String text) {
        return of(to, new Content.Text(text));
    }

    /** @throws IllegalArgumentException when the address is none that a message can go to, with what was expected and found */
    public static Message of(String to, Content content) {
        return new Message(parsed(to), content);
    }

    private static Uri parsed(String to) {
        try {
            return Uri.parse(to);
        } catch (SyntaxException _) {
            throw wrong(to);
        }
    }

    private static boolean addressable(Uri to) {
        if (to instanceof SipUri sip) return !sip.user().isEmpty();
        int at = to.text().indexOf('@', to.scheme().length() + 2);
        return switch (to.scheme()) {
            case "im" -> at > 0 && at < to.text().length() - 1;
            case "tel" -> to.text().length() > "tel:".length();
            default -> false;
        };
    }

    private static IllegalArgumentException wrong(String found) {
        return new IllegalArgumentException(EXPECTED + ", but was \"" + found + '"');
    }
}
