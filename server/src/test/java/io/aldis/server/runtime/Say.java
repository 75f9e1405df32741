package io.aldis.server.runtime;

/** Requests as text for {@link Phone#send(String)}; tests change them by {@link String#replace}. */
final class Say {
    private Say() {}

    /** From a stranger, alice@example.net. Branch and Call-ID are {@code M1}. */
    static String message(String uri) {
        return request("MESSAGE", uri)
                .replace("Content-Length: 0\n\n", "Content-Type: text/plain\nContent-Length: 2\n\nhi");
    }

    /** From a stranger, alice@example.net, without a body. Branch and Call-ID are {@code M1}. */
    static String request(String method, String uri) {
        return """
            %s %s SIP/2.0
            Via: SIP/2.0/{transport} {me};branch=z9hG4bKM1
            Max-Forwards: 70
            From: <sip:alice@example.net>;tag=f1
            To: <%s>
            Call-ID: M1@example.net
            CSeq: 1 %s
            Content-Length: 0

            """.formatted(method, uri, uri, method);
    }

    /** For bob@example.com, whose phone this is. */
    static String register(String contact) {
        return request("REGISTER", "sip:example.com")
                .replace("To: <sip:example.com>", "To: <sip:bob@example.com>")
                .replace("alice@example.net", "bob@example.com")
                .replace("M1@example.net", "reg@{me}")
                .replace("Content-Length", "Contact: " + contact + "\nContent-Length");
    }
}
