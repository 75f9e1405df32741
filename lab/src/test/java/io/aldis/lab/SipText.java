package io.aldis.lab;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** SIP by hand, so that no code of ours stands on both sides of a test. A string here holds octets: ISO 8859-1. */
final class SipText {
    private static final String END = "\r\n\r\n";

    /** Of one hop, or of the server that keeps the message. */
    private static final Set<String> NOT_END_TO_END =
            Set.of("via", "v", "max-forwards", "route", "record-route", "date");

    private static final Set<String> ECHOED = Set.of("Via", "From", "To", "Call-ID", "CSeq");

    private SipText() {}

    static String header(String message, String name) {
        for (String line : head(message).split("\r\n"))
            if (line.startsWith(name + ": ")) return line.substring(name.length() + 2);
        throw new AssertionError("expected " + name + " in " + message);
    }

    /** Of the topmost Via. */
    static String branch(String message) {
        return header(message, "Via").replaceFirst("^.*;branch=([^;,\\s]+).*$", "$1");
    }

    /** The number in the first line of an answer. */
    static int code(String answer) {
        if (!answer.startsWith("SIP/2.0 ")) throw new AssertionError("expected an answer but was " + answer);
        return Integer.parseInt(answer.substring(8, 11));
    }

    static String ok(String request) {
        return head(request)
                .lines()
                .filter(line -> ECHOED.contains(line.split(":", 2)[0]))
                .collect(Collectors.joining("\r\n", "SIP/2.0 200 OK\r\n", "\r\nContent-Length: 0\r\n\r\n"));
    }

    private static String head(String message) {
        return message.substring(0, message.indexOf(END));
    }

    /** All header fields that are the sender's, in their order, with the spaces and folds in them, and the body. */
    static String endToEnd(String request) {
        int end = request.indexOf(END);
        String head = request.substring(request.indexOf("\r\n") + 2, end);
        return head.lines()
                        .filter(line -> !NOT_END_TO_END.contains(
                                line.split("[: ]", 2)[0].strip().toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining("\n"))
                + request.substring(end);
    }

    /** Who registers. @param instance empty when it has none */
    record Registrant(String user, String instance, String call) {}

    /** A REGISTER for one device. @param expires zero when it leaves, then all contacts of its user end */
    static String register(Registrant device, int port, int sequence, int expires) {
        String instance = device.instance().isEmpty() ? "" : ";+sip.instance=\"<" + device.instance() + ">\"";
        String contact = "<sip:" + device.user() + "@127.0.0.1:" + port + ">" + instance + ";expires=" + expires;
        if (expires == 0) contact = "*\nExpires: 0";
        return """
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:%2$d;branch=z9hG4bKr%4$d-%5$d
            Max-Forwards: 70
            From: <sip:%1$s@example.com>;tag=r
            To: <sip:%1$s@example.com>
            Call-ID: register-%3$s
            CSeq: %4$d REGISTER
            Contact: %6$s
            Content-Length: 0

            """.formatted(device.user(), port, device.call(), sequence, expires, contact)
                .replace("\n", "\r\n");
    }

    /** A plain text. @param id of the call and of its branch */
    static String message(String user, String id, int port, String body) {
        return """
            MESSAGE sip:%1$s@example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:%3$d;branch=z9hG4bK%2$s
            Max-Forwards: 70
            From: <sip:sender@example.net>;tag=f
            To: <sip:%1$s@example.com>
            Call-ID: %2$s
            CSeq: 1 MESSAGE
            Content-Type: text/plain
            Content-Length: %4$d

            %5$s""".formatted(user, id, port, body.length(), body).replace("\n", "\r\n");
    }
}
