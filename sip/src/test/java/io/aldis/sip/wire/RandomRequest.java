package io.aldis.sip.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/** A request that is right, in the strangest dress the grammar allows; the same for the same seed. */
final class RandomRequest {
    private static final Pattern ROUTE = Pattern.compile("(?i)^route[ \t]*:.*", Pattern.DOTALL);
    private final Random random;
    private final String uri;
    private final String maxForwards;
    private final boolean contentLength;
    private final List<String> lines = new ArrayList<>();
    private final String body;

    RandomRequest(long seed) {
        random = new Random(seed);
        uri = one(
                "sip:bob@example.com",
                "sips:%62ob;x=y@[2001:db8::1]:5061;lr",
                "tel:+1-201",
                "im:bob@example.com",
                "x-y:z");
        maxForwards = one("", "70", "0070", "0", "255");
        contentLength = random.nextBoolean();
        body = body();
        add("From", "f", name() + "<sip:alice@example.com>" + one(";tag=1", " ; tag = a.b ", ""));
        add("To", "t", one("sip:bob@example.com", name() + "<sip:bob@example.com;x=y>;tag=\"q\""));
        add("Call-ID", "i", one("a@b", "x[]{}<>()", "9EB4g769BaE0C6iD0CDm8CB2tBDABbA8D4x845Ex"));
        add("CSeq", "CSEQ", one("1", "4294967295", "0009") + one(" ", "  ", "\t") + "MESSAGE");
        if (!maxForwards.isEmpty()) add("Max-Forwards", "max-forwards", maxForwards);
        if (contentLength) add("Content-Length", "l", one("", "0") + body.length());
        for (int i = random.nextInt(3); i > 0; i--)
            add("Route", "ROUTE", "<sip:r" + i + ";lr>" + one("", ",<sip:s;lr>"));
        for (int i = random.nextInt(3); i > 0; i--) add("Record-Route", "record-route", "<sip:rr" + i + ";lr>");
        for (int i = random.nextInt(6); i > 0; i--)
            add(one("X-Odd", "q", "!", "Subject", "Date"), "z" + i, one("", "a  b", ";;,,\"", utf8("王 ☎"), "\\\0"));
        oneOfEach();
        Collections.shuffle(lines, random);
        vias();
    }

    /** Those that may be there once only have had their chance. */
    private void oneOfEach() {
        boolean seen = false;
        for (var i = lines.iterator(); i.hasNext(); ) {
            boolean date = i.next().toLowerCase(Locale.ROOT).startsWith("date");
            if (date && seen) i.remove();
            seen |= date;
        }
    }

    /** Their order counts, their place does not. */
    private void vias() {
        int count = 1 + random.nextInt(4);
        int at = random.nextInt(lines.size() + 1);
        for (int i = 0; i < count; i++) {
            String value = one("SIP/2.0/UDP ", "SIP / 2.0 / TCP ", "sip/2.0/WS\t")
                    + one("a.invalid", "[2001:db8::2]:5060")
                    + one(";branch=z9hG4bK" + i, " ; branch = z9hG4bKx;alias", ";rport;branch=1", "");
            lines.add(at + i, dressed("Via", "v", value + one("", " , SIP/2.0/TLS b;x=\"a,b\"")));
        }
    }

    private void add(String name, String compact, String value) {
        lines.add(dressed(name, compact, value));
    }

    private String dressed(String name, String compact, String value) {
        String spelt = one(name, compact, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
        String folded = random.nextInt(4) > 0 ? value : value.replace(" ", one(" ", "\r\n ", " \r\n\t"));
        return spelt + one("", "", " ", "\t ") + ":" + one("", " ", "\r\n ", "  ") + folded + one("", "", "", " ")
                + "\r\n";
    }

    private String name() {
        return one("", "Alice ", "\"A \\\"B\\\" <c>, d\" ", utf8("王小明 "), "\"\" ");
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String body() {
        byte[] bytes = new byte[one("0", "1", "9", "300").length() * random.nextInt(100)];
        random.nextBytes(bytes);
        return Given.text(bytes);
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    String uri() {
        return uri;
    }

    /** Empty when there is none. */
    String maxForwards() {
        return maxForwards;
    }

    boolean hasContentLength() {
        return contentLength;
    }

    byte[] bytes() {
        return Given.octets(text(lines));
    }

    String textWithoutRoutes() {
        return text(
                lines.stream().filter(line -> !ROUTE.matcher(line).matches()).toList());
    }

    private String text(List<String> kept) {
        return "MESSAGE " + uri + " SIP/2.0\r\n" + String.join("", kept) + "\r\n" + body;
    }
}
