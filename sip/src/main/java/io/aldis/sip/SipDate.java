package io.aldis.sip;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The one form of a date in SIP: {@code Sat, 13 Nov 2010 23:29:00 GMT}, and no other zone (RFC 3261 §20.17, §25.1 SIP-date). */
public final class SipDate {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);

    private SipDate() {}

    /** @throws SyntaxException when it is written in another way, or is no date that ever was or will be */
    public static Instant parse(String text) {
        try {
            return ZonedDateTime.parse(text, FORM.withZone(ZoneOffset.UTC)).toInstant();
        } catch (DateTimeException _) {
            throw new SyntaxException("Date", "a date such as Sat, 13 Nov 2010 23:29:00 GMT", text);
        }
    }

    /** As it stands in a header; fractions of a second are left out. */
    public static String text(Instant time) {
        return FORM.format(time.atOffset(ZoneOffset.UTC));
    }
}
