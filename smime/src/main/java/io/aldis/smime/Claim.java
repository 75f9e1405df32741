package io.aldis.smime;

import io.aldis.agent.Protection.Envelope;
import io.aldis.im.Part;
import io.aldis.sip.Aor;
import io.aldis.sip.SipDate;
import io.aldis.sip.SyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Whom and when a signed content claims to be from. A message/cpim under the signature speaks for itself: its From is what the signature
 * proves, whatever From the gateway wrote outside (RFC 3428 §11.5).
 *
 * @param text of the address, as it was written
 * @param address empty when no certificate could name it
 */
record Claim(String text, Optional<Aor> address, Optional<Instant> date) {
    static Claim of(Onion.Peeled peeled, Part signed, Optional<Instant> signingTime, Envelope envelope) {
        var cpim = Types.of(peeled.content()).filter(type -> type.is(Types.CPIM) && !peeled.inCpim());
        var header = cpim.flatMap(_ -> header(peeled.content()));
        var date = signed.header("Date")
                .flatMap(Claim::sipDate)
                .or(() -> header.flatMap(part -> part.header("DateTime")).flatMap(Claim::dateTime))
                .or(() -> signingTime);
        return header.flatMap(part -> part.header("From"))
                .map(from -> new Claim(uri(from), Identities.address(uri(from)), date))
                .orElseGet(() -> new Claim(envelope.from().text(), Identities.address(envelope.from()), date));
    }

    /** The message header of a message/cpim looks like that of a MIME part (RFC 3862 §2.1). */
    private static Optional<Part> header(Part cpim) {
        try {
            return Optional.of(Part.parse(cpim.body()));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    private static String uri(String from) {
        int open = from.lastIndexOf('<');
        int close = from.indexOf('>', open + 1);
        return open >= 0 && close > open ? from.substring(open + 1, close) : from;
    }

    private static Optional<Instant> sipDate(String text) {
        try {
            return Optional.of(SipDate.parse(text));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> dateTime(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
