package io.aldis.sip;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** The only form of a date in SIP: {@code Sat, 13 Nov 2010 23:29:00 GMT}, always GMT (RFC 3261 §20.17, §25.1 SIP-date). */
public final class SipDate {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);

    private SipDate() {}

    /** @throws SyntaxException when the text has another form, there is no such day or time, or the day of the week does not belong to the date */
    public static Instant parse(String text) {
        try {
            return ZonedDateTime.parse(text, FORM.withZone(ZoneOffset.UTC)).toInstant();
        } catch (DateTimeException _) {
            throw new SyntaxException("Date", "a date such as Sat, 13 Nov 2010 23:29:00 GMT", text);
        }
    }

    /** The value of a header; fractions of a second are dropped. */
    public static String text(Instant time) {
        return FORM.format(time.atOffset(ZoneOffset.UTC));
    }
}
