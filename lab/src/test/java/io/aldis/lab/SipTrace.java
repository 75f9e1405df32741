package io.aldis.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SIP messages that a server receives and sends, with the time at which the kernel took or gave each, from the log of
 * {@link Strace#network}. Over UDP, TCP and WebSocket; not over TLS.
 */
final class SipTrace {
    private static final Set<String> SENDING = Set.of("writev", "sendto", "sendmsg", "sendmmsg");

    /** Where a message begins: behind the quotation mark before the data of a call, or behind another message. */
    private static final Pattern START = Pattern.compile("(?:SIP/2\\.0 \\d{3} |[A-Z]+ sips?:[^ ]+ SIP/2\\.0\\r)");

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\\r\\n(?:Content-Length|l) *: *(\\d+)");
    private static final Pattern BRANCH = Pattern.compile(";branch=([^;,\\s]+)");
    private static final char TEXT_FRAME = 0x81;
    private static final int MASKED = 0x80;
    private static final int TWO_OCTETS = 126;
    private static final int OCTET = 0xff;

    /**
     * One message.
     *
     * @param micros microseconds since 1970
     * @param sent whether the server sent it; else it received it
     * @param text octets as characters
     */
    record Entry(long micros, boolean sent, String text) {
        boolean request(String method) {
            return text.startsWith(method + ' ');
        }

        /** A response with such a code to such a request. */
        boolean response(int code, String method) {
            return text.startsWith("SIP/2.0 " + code + ' ')
                    && Pattern.compile("(?i)\\r\\nCSeq *: *\\d+ +" + method + "\\r")
                            .matcher(text)
                            .find();
        }

        /** Of the topmost Via; several may stand in one line. */
        String branch() {
            Matcher first = BRANCH.matcher(text);
            if (!first.find()) throw new AssertionError("expected a branch in " + text);
            return first.group(1);
        }
    }

    private final Path log;

    /** @param log of {@link Strace#network} */
    SipTrace(Path log) {
        this.log = log;
    }

    /** What it has seen so far, in the order of time. */
    List<Entry> entries() {
        try {
            var entries = new ArrayList<Entry>();
            for (Strace.Call call : Strace.read(log)) if (call.result() > 0) entries.addAll(entries(call));
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Entry> entries(Strace.Call call) {
        String data = unmasked(call.arguments());
        var entries = new ArrayList<Entry>();
        Matcher start = START.matcher(data);
        for (int at = 0; start.find(at); ) {
            String message = message(data, start.start());
            entries.add(new Entry(call.micros(), SENDING.contains(call.name()), message));
            at = start.start() + Math.max(1, message.length());
        }
        return entries;
    }

    /** Its head and as much of a body as it says. */
    private static String message(String data, int start) {
        int end = data.indexOf("\r\n\r\n", start);
        if (end < 0) return data.substring(start);
        Matcher length = CONTENT_LENGTH.matcher(data.substring(start, end));
        int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return data.substring(start, Math.min(data.length(), end + 4 + body));
    }

    /** With the mask of a WebSocket frame (RFC 6455 §5.3) taken off, where the data of the call is one. */
    private static String unmasked(String arguments) {
        int frame = arguments.indexOf("\"" + TEXT_FRAME) + 1;
        if (frame == 0 || arguments.length() < frame + 8 || arguments.charAt(frame + 1) < MASKED) return arguments;
        int mask = frame + ((arguments.charAt(frame + 1) & ~MASKED) == TWO_OCTETS ? 4 : 2);
        var text = new StringBuilder(arguments.substring(0, frame));
        for (int i = mask + 4; i < arguments.length(); i++)
            text.append((char) ((arguments.charAt(i) ^ arguments.charAt(mask + (i - mask) % 4)) & OCTET));
        return text.toString();
    }
}
