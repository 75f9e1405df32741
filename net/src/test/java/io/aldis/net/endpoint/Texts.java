package io.aldis.net.endpoint;

import java.nio.charset.StandardCharsets;

/** Messages as they stand on the wire. */
final class Texts {
    private Texts() {}

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Lines of a text block, ended as SIP ends them. */
    static String wire(String block) {
        return block.replace("\n", "\r\n");
    }

    /** A MESSAGE whose Via is {@code SIP/2.0/} and then what is given. */
    static String message(String via, String body) {
        return wire("""
                MESSAGE sip:bob@example.org SIP/2.0
                Via: SIP/2.0/%s
                Max-Forwards: 70
                From: <sip:alice@example.org>;tag=a1
                To: <sip:bob@example.org>
                Call-ID: lamp@example.org
                CSeq: 1 MESSAGE
                Content-Type: text/plain
                Content-Length: %d

                """.formatted(via, octets(body).length)) + body;
    }

    /** The value of the first such header line, empty when there is none. */
    static String header(String message, String name) {
        return message.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    static String startLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** The answer that a peer gives: the lines of the request that an answer copies. */
    static String answer(String request, int code) {
        return wire("""
                SIP/2.0 %d Fine
                Via: %s
                From: %s
                To: %s;tag=b1
                Call-ID: %s
                CSeq: %s
                Content-Length: 0

                """.formatted(
                        code,
                        header(request, "Via"),
                        header(request, "From"),
                        header(request, "To"),
                        header(request, "Call-ID"),
                        header(request, "CSeq")));
    }
}
