package io.aldis.lab;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Messages that differ in all that a sender may choose: any octets in the body, any headers in any order and spelling. */
final class OddMessage {
    private static final int LONGEST = 700;

    /** Each may be there or not. Octets: UTF-8 is written as its bytes. */
    private static final List<String> MAY_BE = List.of(
            "Date: Sat, 13 Nov 2027 23:29:00 GMT",
            "Subject: " + octets("Über Wasser, под водой, 水の中"),
            "s:   short form,  with  spaces   ",
            "Content-Disposition: render;handling=optional",
            "Content-Encoding: x-random",
            "Content-Language: de, ru;q=0.5",
            "Expires: 86400",
            "Priority: urgent",
            "In-Reply-To: one@example.net, two@example.net",
            "Reply-To: \"Someone \\\"else\\\"\" <sip:else@example.net>;p=1",
            "Organization: ",
            "User-Agent: Odd/1.0 (folded\r\n here\r\n\tand there)",
            "Call-Info: <http://example.net/face.png>;purpose=icon",
            "MIME-Version: 1.0",
            "Timestamp: 54.21",
            "x-TWICE: first",
            "X-Twice : second, with a space before its colon",
            "X-Quoted: \"a \\\\ b\";c=\"<d>,;=\"",
            "X-" + "Long".repeat(40) + ": " + "v".repeat(300));

    private OddMessage() {}

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** @param random decides all but what is given */
    static String of(Random random, String user, String id, int port) {
        byte[] bytes = new byte[random.nextInt(LONGEST)];
        random.nextBytes(bytes);
        String body = new String(bytes, StandardCharsets.ISO_8859_1);
        var headers = new ArrayList<String>(List.of(
                "Max-Forwards: " + (20 + random.nextInt(50)),
                "From: \"S" + random.nextInt(5) + "\" <sip:s" + random.nextInt(5) + "@example.net>;tag="
                        + random.nextInt(1000),
                "To: <sip:" + user + "@example.com>",
                "Call-ID: " + id,
                "CSeq: " + random.nextInt(1 << 30) + " MESSAGE",
                random.nextBoolean()
                        ? "Content-Type: application/octet-stream ; a=\"b;c\";d=e"
                        : "c: text/plain;charset=koi8-r",
                "Content-Length: " + body.length()));
        for (String header : MAY_BE) if (random.nextInt(3) == 0) headers.add(header);
        Collections.shuffle(headers, random);
        return "MESSAGE sip:" + user + "@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + port + ";branch=z9hG4bK"
                + id + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body;
    }
}
