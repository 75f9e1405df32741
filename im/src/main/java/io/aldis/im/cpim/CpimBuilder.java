package io.aldis.im.cpim;

import io.aldis.im.Part;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes a message/cpim, header by header in the order of the calls. Text is escaped as RFC 3862 §2.3.1 asks. Not thread-safe.
 */
public final class CpimBuilder {
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*+");

    private final List<CpimHeader> headers = new ArrayList<>();
    private Optional<Part> content = Optional.empty();

    CpimBuilder() {}

    /** Adds From, the author. */
    public CpimBuilder from(CpimAddress sender) {
        return line("From", "", sender.toString());
    }

    /** Adds a To; may be called again. */
    public CpimBuilder to(CpimAddress recipient) {
        return line("To", "", recipient.toString());
    }

    /** Adds a cc; may be called again. */
    public CpimBuilder cc(CpimAddress recipient) {
        return line("cc", "", recipient.toString());
    }

    /** Adds DateTime, with a resolution of one second. */
    public CpimBuilder dateTime(OffsetDateTime time) {
        return line("DateTime", "", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.withNano(0)));
    }

    /** Adds a Subject without a language. */
    public CpimBuilder subject(String text) {
        return header("Subject", text);
    }

    /**
     * Adds a Subject in a language; may be called again for other languages.
     *
     * @param language a tag such as {@code fr} or {@code de-CH}
     * @throws SyntaxException when the language is no such tag (RFC 5646 §2.1)
     */
    public CpimBuilder subject(String language, String text) {
        if (!LANGUAGE.matcher(language).matches())
            throw new SyntaxException("language", "a tag such as fr or de-CH", language);
        return line("Subject", ";lang=" + language, Escapes.done(text.strip()));
    }

    /** Declares a prefix for {@link #header}; to be called before it is used. */
    public CpimBuilder namespace(String prefix, Uri uri) {
        if (!Names.isSimple(prefix)) throw new SyntaxException("CPIM prefix", "letters and digits", prefix);
        return line("NS", "", prefix + " <" + uri.text() + '>');
    }

    /** Adds Require: names of headers or features that the recipient must understand. */
    public CpimBuilder require(String... names) {
        return line("Require", "", String.join(",", names));
    }

    /** Adds any header. Its text is escaped, blanks around it are removed. */
    public CpimBuilder header(String name, String text) {
        return line(name, "", Escapes.done(text.strip()));
    }

    /** Sets the content; must be called. */
    public CpimBuilder content(Part part) {
        content = Optional.of(part);
        return this;
    }

    private CpimBuilder line(String name, String parameters, String value) {
        headers.add(new CpimHeader(name, parameters, value));
        return this;
    }

    /** @throws SyntaxException when there is no content, or {@link Cpim#parse} would refuse the result */
    public Cpim build() {
        var part = content.orElseThrow(() -> new SyntaxException("message/cpim", "a content", "none"));
        var out = new ByteArrayOutputStream();
        for (CpimHeader header : headers) out.writeBytes((header + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(new byte[] {'\r', '\n'});
        out.writeBytes(part.bytes());
        return Cpim.parse(out.toByteArray());
    }
}
