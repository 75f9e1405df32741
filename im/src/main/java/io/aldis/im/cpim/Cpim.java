package io.aldis.im.cpim;

import io.aldis.im.Part;
import io.aldis.sip.SyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A message/cpim: headers about the message, a blank line, and the content with its own MIME headers (RFC 3862 §2). Immutable.
 * {@link #bytes} returns the received octets unchanged, unknown headers included, because a signature may cover them
 * (RFC 3862 §2.2).
 *
 * {@snippet :
 * var cpim = Cpim.builder()
 *         .from(new CpimAddress("Pooh Bear", Uri.parse("im:pooh@example.com")))
 *         .to(CpimAddress.of(Uri.parse("im:piglet@example.com")))
 *         .subject("Honey")
 *         .content(Part.of(MediaType.parse("text/plain;charset=UTF-8"), octets))
 *         .build();
 * }
 */
public final class Cpim {
    /** The Content-Type in lower case; it is compared without case. */
    public static final String TYPE = "message/cpim";

    private static final CpimName FROM = CpimName.core("From");
    private static final CpimName TO = CpimName.core("To");
    private static final CpimName CC = CpimName.core("cc");
    private static final CpimName SUBJECT = CpimName.core("Subject");
    private static final CpimName DATE_TIME = CpimName.core("DateTime");

    private final byte[] bytes;
    private final List<NamedHeader> headers;
    private final List<CpimName> required;
    private final Part content;
    private final Optional<CpimAddress> from;
    private final List<CpimAddress> to;
    private final List<CpimAddress> cc;

    private Cpim(byte[] bytes, Head head) {
        this.bytes = bytes;
        this.headers = head.headers();
        this.required = head.required();
        this.content = Part.parse(Arrays.copyOfRange(bytes, head.end(), bytes.length));
        var senders = addresses(FROM);
        if (senders.size() > 1) throw new SyntaxException("CPIM From", "one such header", "several");
        this.from = senders.stream().findFirst();
        this.to = addresses(TO);
        this.cc = addresses(CC);
    }

    /**
     * Reads a whole body.
     *
     * @throws SyntaxException when lines do not follow RFC 3862 §2.2, a prefix is used before it is declared, an address is malformed,
     *     there are several From headers, or the content has no Content-Type
     */
    public static Cpim parse(byte[] body) {
        byte[] bytes = body.clone();
        var cpim = new Cpim(bytes, Head.read(bytes));
        if (cpim.content.header("Content-Type").isEmpty())
            throw new SyntaxException("content of message/cpim", "a Content-Type", "none");
        return cpim;
    }

    /** Begins a new message. */
    public static CpimBuilder builder() {
        return new CpimBuilder();
    }

    private List<CpimAddress> addresses(CpimName name) {
        return headers(name).stream().map(CpimAddress::parse).toList();
    }

    /** The author as the message claims; only a signature can prove it. */
    public Optional<CpimAddress> from() {
        return from;
    }

    /** The recipients (To). */
    public List<CpimAddress> to() {
        return to;
    }

    /** The recipients of copies (cc). */
    public List<CpimAddress> cc() {
        return cc;
    }

    /** When it was sent (DateTime); empty when absent or not in the form of RFC 3339. */
    public Optional<OffsetDateTime> dateTime() {
        return headers(DATE_TIME).stream().findFirst().flatMap(Cpim::time);
    }

    private static Optional<OffsetDateTime> time(CpimHeader header) {
        try {
            return Optional.of(OffsetDateTime.parse(header.text()));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** The Subject without a language, or else the first Subject. */
    public Optional<String> subject() {
        return subject("i-default");
    }

    /** The Subject in that language ({@code fr} also matches {@code fr-CA}); without one as {@link #subject()}. */
    public Optional<String> subject(String language) {
        var subjects = headers(SUBJECT);
        return inLanguage(subjects, language)
                .or(() -> inLanguage(subjects, "i-default"))
                .or(() -> subjects.stream().findFirst())
                .map(CpimHeader::text);
    }

    private static Optional<CpimHeader> inLanguage(List<CpimHeader> subjects, String wanted) {
        return subjects.stream()
                .filter(subject -> {
                    String is = subject.language();
                    return is.equalsIgnoreCase(wanted)
                            || is.regionMatches(true, 0, wanted + '-', 0, wanted.length() + 1);
                })
                .findFirst();
    }

    /** All header lines in their order. */
    public List<CpimHeader> headers() {
        return headers.stream().map(NamedHeader::header).toList();
    }

    /** The header lines of that name, whatever prefix this message uses for it. */
    public List<CpimHeader> headers(CpimName name) {
        return headers.stream()
                .filter(header -> header.name().equals(Optional.of(name)))
                .map(NamedHeader::header)
                .toList();
    }

    /**
     * The names in Require that are not understood (RFC 3862 §3.5). If there are any, the message cannot be understood properly.
     *
     * @param understood names that the caller supports, in addition to the headers of RFC 3862 itself
     */
    public List<CpimName> required(Set<CpimName> understood) {
        var unknown = new ArrayList<>(required);
        unknown.removeAll(understood);
        unknown.removeIf(Head::isCore);
        return unknown;
    }

    /** The content, MIME headers included. */
    public Part content() {
        return content;
    }

    /** A copy of the whole body. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cpim same && Arrays.equals(same.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
