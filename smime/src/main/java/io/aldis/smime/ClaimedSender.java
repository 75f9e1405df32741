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
 * The sender and the date that a signed content claims. When the signature covers a message/cpim, the sender is its From, whatever the From
 * of the SIP request is, which a gateway may have written (RFC 3428 §11.5); otherwise it is the From of the request.
 *
 * @param text of the address, as it was written
 * @param address empty when it is not a sip:, sips: or im: URI with a user, which a certificate could contain
 * @param date of the signed Date header, else of DateTime, else the signing-time of CMS
 */
record ClaimedSender(String text, Optional<Aor> address, Optional<Instant> date) {
    static ClaimedSender of(CmsUnwrapper.Peeled peeled, Part signed, Optional<Instant> signingTime, Envelope envelope) {
        var cpim = Types.of(peeled.content()).filter(type -> type.is(Types.CPIM) && !peeled.inCpim());
        var header = cpim.flatMap(_ -> header(peeled.content()));
        var date = signed.header("Date")
                .flatMap(ClaimedSender::sipDate)
                .or(() -> header.flatMap(part -> part.header("DateTime")).flatMap(ClaimedSender::dateTime))
                .or(() -> signingTime);
        return header.flatMap(part -> part.header("From"))
                .map(from -> new ClaimedSender(uri(from), CertificateAddresses.address(uri(from)), date))
                .orElseGet(() ->
                        new ClaimedSender(envelope.from().text(), CertificateAddresses.address(envelope.from()), date));
    }

    /** Reads the headers of a message/cpim, which have the form of those of a MIME part (RFC 3862 §2.1). */
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
