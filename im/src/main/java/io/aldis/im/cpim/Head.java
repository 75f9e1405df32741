package io.aldis.im.cpim;

import io.aldis.sip.SyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The headers of a message/cpim, up to the blank line.
 *
 * @param required names in Require, in their order
 * @param end index of the content
 */
record Head(List<NamedHeader> headers, List<CpimName> required, int end) {
    /** Limit on the number of headers. Their length has no limit but that of the message (RFC 3862 §2.2). */
    private static final int MOST_LINES = 200;

    private static final CpimName REQUIRE = CpimName.core("Require");
    private static final Set<String> CORE = Set.of("From", "To", "cc", "DateTime", "Subject", "NS", "Require");

    /** Whether RFC 3862 §4 defines the name. */
    static boolean isCore(CpimName name) {
        return name.namespace().equals(CpimName.CORE) && CORE.contains(name.name());
    }

    /** @throws SyntaxException when lines do not follow RFC 3862 §2.2 */
    static Head read(byte[] bytes) {
        var namespaces = new Namespaces();
        var headers = new ArrayList<NamedHeader>();
        var required = new ArrayList<CpimName>();
        int at = 0;
        for (int end = lineEnd(bytes, at); end > at; end = lineEnd(bytes, at)) {
            if (headers.size() == MOST_LINES)
                throw new SyntaxException("message/cpim", "at most " + MOST_LINES + " headers", "more");
            var header = CpimHeader.parse(line(bytes, at, end));
            var name = namespaces.nameOf(header.name());
            headers.add(new NamedHeader(header, name));
            if (name.equals(Optional.of(Namespaces.NS))) namespaces.declare(header.value());
            if (name.equals(Optional.of(REQUIRE))) require(header.value(), namespaces, required);
            at = end + 2;
        }
        return new Head(List.copyOf(headers), List.copyOf(required), at + 2);
    }

    /** Adds the names in Require. A name with an undeclared prefix gets an empty namespace, so that it is never understood. */
    private static void require(String value, Namespaces namespaces, List<CpimName> required) {
        for (String piece : value.split(",", -1)) {
            String name = piece.strip();
            if (!Names.isName(name)) throw new SyntaxException("CPIM Require", "header names and commas", value);
            required.add(namespaces.nameOf(name).orElseGet(() -> new CpimName("", name)));
        }
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int at = from; at + 1 < bytes.length; at++) if (bytes[at] == '\r' && bytes[at + 1] == '\n') return at;
        throw new SyntaxException("message/cpim", "lines that end in CRLF, and a blank one after the headers", "none");
    }

    private static String line(byte[] bytes, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new SyntaxException(
                    "CPIM header", "UTF-8", new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        }
    }
}
