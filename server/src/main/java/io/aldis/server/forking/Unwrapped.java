package io.aldis.server.forking;

import io.aldis.im.MediaRange;
import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.im.cpim.Cpim;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.wire.ContentReplacement;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The content of a message/cpim (RFC 3862), for a device that refuses that type: the body octet for octet, with its own Content-Type, under
 * the header lines of the request. Not for signed messages, nor those with headers that the reader must understand.
 */
final class Unwrapped {
    private static final MessageReader OWN = new MessageReader(Limits.DEFAULT);
    private static final MediaType CPIM = MediaType.parse(Cpim.TYPE);
    /** Content headers that SIP has, too; all others are dropped with the wrapper. */
    private static final List<HeaderName> OF_CONTENT = List.of(
            HeaderName.CONTENT_TYPE,
            HeaderName.CONTENT_DISPOSITION,
            HeaderName.CONTENT_ENCODING,
            HeaderName.CONTENT_LANGUAGE);

    private static final Set<String> AS_THEY_ARE = Set.of("7bit", "8bit", "binary");

    private static final String RECEIPT = "Disposition-Notification";

    private final Part part;
    private final byte[] body;
    private final boolean asksForReceipt;

    private Unwrapped(Part part, byte[] body, boolean asksForReceipt) {
        this.asksForReceipt = asksForReceipt;
        this.part = part;
        this.body = body;
    }

    /** Absent when it is no message/cpim, must not be opened, or when the refusal indicates that the content is refused, too. */
    static Optional<Unwrapped> of(SipRequest request, SipResponse refusal) {
        try {
            return isWrapped(request.headers()) ? of(Cpim.parse(request.body()), refusal) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // malformed: stays as it is
        }
    }

    private static boolean isWrapped(Headers headers) {
        return headers.get(HeaderName.CONTENT_TYPE)
                        .filter(text -> MediaType.parse(text).is(Cpim.TYPE))
                        .isPresent()
                && headers.first(HeaderName.CONTENT_ENCODING) < 0
                && headers.first(HeaderName.IDENTITY) < 0; // it may cover the body (RFC 9475)
    }

    private static Optional<Unwrapped> of(Cpim cpim, SipResponse refusal) {
        Part part = cpim.content();
        if (!cpim.required(Set.of()).isEmpty() || !isWanted(part.type(), refusal)) return Optional.empty();
        return decoded(part).map(body -> new Unwrapped(part, body, asksForReceipt(cpim)));
    }

    /** RFC 5438 §6.3: whether a receipt is asked for, under any header prefix or none, in any case. */
    private static boolean asksForReceipt(Cpim cpim) {
        return cpim.headers().stream().anyMatch(header -> header.localName().equalsIgnoreCase(RECEIPT));
    }

    /** Whether the message/cpim asks for a receipt; the request for it is lost with the wrapper. */
    boolean asksForReceipt() {
        return asksForReceipt;
    }

    /** Whether the Accept of the refusal has that type and not message/cpim; without Accept, whether it is text. */
    private static boolean isWanted(MediaType type, SipResponse refusal) {
        List<MediaRange> accepted = refusal.headers().values(HeaderName.ACCEPT).stream()
                .map(text -> new MediaRange(text.split(";", 2)[0]))
                .toList();
        if (accepted.isEmpty()) return type.type().equals("text");
        return accepted.stream().noneMatch(range -> range.has(CPIM))
                && accepted.stream().anyMatch(range -> range.has(type));
    }

    /** The decoded body, since SIP has no Content-Transfer-Encoding; absent when the encoding is unknown. */
    private static Optional<byte[]> decoded(Part part) {
        String encoding =
                part.header("Content-Transfer-Encoding").orElse("binary").toLowerCase(Locale.ROOT);
        if (AS_THEY_ARE.contains(encoding)) return Optional.of(part.body());
        return encoding.equals("base64") ? Optional.of(Base64.getMimeDecoder().decode(part.body())) : Optional.empty();
    }

    /** That request with this content in place of its body. */
    byte[] instead(byte[] wrapped) {
        if (!(OWN.read(wrapped) instanceof Reading.Parsed(SipRequest request))) return wrapped;
        Headers headers = request.headers();
        var replacement = new ContentReplacement(request, line -> stays(headers.id(line)));
        for (HeaderName name : OF_CONTENT) part.header(name.text()).ifPresent(value -> replacement.add(name, value));
        return replacement.withBody(body);
    }

    private boolean stays(int id) {
        return id != HeaderName.CONTENT_LENGTH.id()
                && OF_CONTENT.stream()
                        .noneMatch(name ->
                                name.id() == id && part.header(name.text()).isPresent());
    }
}
