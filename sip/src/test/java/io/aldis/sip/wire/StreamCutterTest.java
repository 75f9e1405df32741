package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each stream is also cut at every octet and into single octets; the result is the same. */
class StreamCutterTest {
    private static final Limits LIMITS = new Limits(4096, 1024, 32, 512, 10);
    private static final String A = Given.text(Given.wire(Given.message("Content-Length: 5"))) + "Hello";
    private static final String B = Given.text(Given.wire(Given.message("l : 7", "Subject: b"))) + "\r\n\r\nB\r\n";
    private static final String C = Given.text(Given.wire(Given.message()));

    private static List<String> cut(String stream, int... cuts) {
        var cutter = new StreamCutter(LIMITS);
        byte[] bytes = Given.octets(stream);
        var out = new ArrayList<String>();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : bytes.length;
            cutter.add(ByteBuffer.wrap(bytes, from, to - from));
            if (drain(cutter, out)) return out;
            from = to;
        }
        out.add("waiting " + cutter.waiting());
        return out;
    }

    /** RFC 3261 §18.3: where the body ends cannot be known. Without a body nothing is missing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "c: text/plain",
                "c : text/plain",
                "CONTENT-TYPE: text/plain",
                "e: gzip",
                "Content-Encoding: gzip"
            })
    @Tag("3261-18.3-04")
    void bodyWithoutContentLengthBreaksTheStream(String line) {
        String head = Given.text(Given.wire(Given.message(line)));
        assertThat(cut(A + head + "Hello" + B, 40).getLast()).contains("400", "Content-Length");
        assertThat(cut(head).getLast()).contains("400");
        assertThat(cut(Given.text(Given.wire(Given.message(line, "l: 5"))) + "Hello", 30))
                .hasSize(2);
        assertThat(cut(Given.text(Given.wire(Given.message("l: 5", line))) + "Hello", 30))
                .hasSize(2);
    }

    @Test
    void cutterHoldsMemoryOnlyForAnIncompleteMessage() {
        var cutter = new StreamCutter(LIMITS);
        assertThat(cutter.held()).isZero();
        byte[] message = Given.octets(A);
        cutter.add(ByteBuffer.wrap(message, 0, message.length - 1));
        assertThat(cutter.next()).isEqualTo(Cut.NOT_YET);
        assertThat(cutter.held()).isGreaterThanOrEqualTo(message.length - 1);
        cutter.trim();
        cutter.add(ByteBuffer.wrap(message, message.length - 1, 1));
        assertThat(cutter.next()).isInstanceOf(Cut.Frame.class);
        assertThat(cutter.held()).isZero();
        cutter.trim();
        cutter.add(ByteBuffer.wrap(message));
        assertThat(cutter.next()).isInstanceOf(Cut.Frame.class);
    }

    @Test
    void expectedLineEndIsAPongAndNotHalfOfAPing() {
        var cutter = new StreamCutter(LIMITS);
        var out = new ArrayList<String>();
        cutter.expectPong();
        cutter.expectPong();
        for (byte octet : "\r\n\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
            cutter.add(ByteBuffer.wrap(new byte[] {octet}));
            drain(cutter, out);
        }
        assertThat(out).containsExactly("pong", "pong", "ping");
    }

    /** @return whether the stream broke */
    private static boolean drain(StreamCutter cutter, List<String> out) {
        while (true) {
            switch (cutter.next()) {
                case Cut.Frame(byte[] bytes) -> out.add(Given.text(bytes));
                case Cut.Ping _ -> out.add("ping");
                case Cut.Pong _ -> out.add("pong");
                case Cut.NotYet _ -> {
                    return false;
                }
                case Cut.Broken broken -> {
                    out.add("broken " + broken.status());
                    return true;
                }
            }
        }
    }

    private static void assertCut(String stream, String... expected) {
        assertThat(cut(stream)).containsExactly(expected);
        for (int i = 0; i <= stream.length(); i++)
            assertThat(cut(stream, i)).as("cut at %d", i).containsExactly(expected);
        int[] all = new int[stream.length()];
        for (int i = 0; i < all.length; i++) all[i] = i;
        assertThat(cut(stream, all)).as("one by one").containsExactly(expected);
    }

    @Test
    @Tag("3261-18.3-04")
    void messagesInOneStreamAreCutOneByOne() {
        assertCut(A + B + C + A, A, B, C, A, "waiting 0");
    }

    @Test
    void incompleteMessageIsHeld() {
        assertCut(A + B.substring(0, B.length() - 1), A, "waiting " + (B.length() - 1));
        assertCut(C.substring(0, C.length() - 1), "waiting " + (C.length() - 1));
    }

    @Test
    void doubleCrlfBetweenMessagesIsAPing() {
        assertCut("\r\n\r\n" + A + "\r\n\r\n\r\n\r\n" + B, "ping", A, "ping", "ping", B, "waiting 0");
    }

    @Test
    @Tag("3261-7.5-01")
    void singleLineEndsBetweenMessagesAreSkipped() {
        assertCut("\r\n" + A + "\r\n" + B + "\n\n\r" + C, A, B, C, "waiting 0");
        assertCut("\n\r\n\r\n" + A, "ping", A, "waiting 0");
        assertCut("\r\n\r" + A, A, "waiting 0");
    }

    @Test
    void pongAloneIsNoIncompleteMessage() {
        assertCut("\r\n", "waiting 0");
        assertCut(A + "\r\n\r", A, "waiting 0");
        assertCut("M", "waiting 1");
    }

    @Test
    void contentLengthIsReadInEverySpelling() {
        for (String line : new String[] {
            "Content-Length:5",
            "CONTENT-LENGTH  :  5  ",
            "l:5",
            "L\t:\t0005",
            "Content-Length:\n 5",
            "Content-Length: \n\t \n  5",
            "Subject: a\n Content-Length: 3\nContent-Length: 5",
            "Content-Lengthy: 3\nX-l: 4\nl: 5"
        }) {
            String head = Given.text(Given.wire(Given.message(line)));
            assertCut(head + "Hello" + C, head + "Hello", C, "waiting 0");
        }
    }

    @Test
    void messageWithoutContentLengthHasNoBody() {
        assertCut(C + A, C, A, "waiting 0");
        String odd = Given.text(Given.wire(Given.message("Content-Length 5")));
        assertCut(odd + C, odd, C, "waiting 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -999",
                "Content-Length: five",
                "Content-Length:",
                "Content-Length: 5, 5",
                "Content-Length: 5 5",
                "Content-Length: 0x5",
                "Content-Length: +5",
                "Content-Length: 5\nContent-Length: 6",
                "Content-Length: 5\nl: 5",
                "l: 5\nSubject: x\nL : 5"
            })
    @Tag("4475-3.1.2.3-ncl")
    @Tag("4475-3.3.9-mcl01")
    void invalidContentLengthBreaksTheStream(String lines) {
        List<String> out = cut(A + Given.text(Given.wire(Given.message(lines))) + "Hello" + A);
        assertThat(out).hasSize(2).first().isEqualTo(A);
        assertThat(out.getLast()).startsWith("broken 400 Content-Length: expected");
        assertCut(A + Given.text(Given.wire(Given.message(lines))) + "Hello", A, out.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4000", "2147483647", "2147483648", "4294967300", "99999999999999999999999999"})
    void tooLongBodyIsRefusedBeforeItArrives(String length) {
        List<String> out = cut(Given.text(Given.wire(Given.message("Content-Length: " + length))));
        assertThat(out).singleElement().asString().startsWith("broken 513 Message: expected at most 4096 octets");
    }

    @Test
    void contentLengthWithManyDigitsDoesNotOverflow() {
        for (int digits = 4; digits < 60; digits++) {
            String length = "9".repeat(digits);
            assertThat(cut(Given.text(Given.wire(Given.message("Content-Length: " + length)))))
                    .as(length)
                    .singleElement()
                    .asString()
                    .startsWith("broken 513");
        }
    }

    @Test
    void messageOfTheMaximumSizeIsAccepted() {
        String head = Given.text(Given.wire(Given.message("Content-Length: 0000")));
        String whole = head.replace("0000", String.valueOf(4096 - head.length())) + "x".repeat(4096 - head.length());
        assertThat(cut(whole)).containsExactly(whole, "waiting 0");
        String more = head.replace("0000", String.valueOf(4097 - head.length()));
        assertThat(cut(more)).singleElement().asString().startsWith("broken 513");
    }

    @Test
    void tooLongHeadIsRefused() {
        String head = Given.text(Given.wire(Given.message()));
        String fits = head.replace("SIP/2.0\r\n", "SIP/2.0\r\nX: " + "y".repeat(1024 - head.length() - 3) + "\r\n");
        assertThat(fits).hasSize(1026);
        assertCut(fits, fits, "waiting 0");
        assertCut(fits.replace("X: ", "X: y"), "broken 513 Headers: expected at most 1024 octets");
        assertCut("x".repeat(1027), "broken 513 Headers: expected at most 1024 octets");
        assertCut("x\n".repeat(600), "broken 513 Headers: expected at most 1024 octets");
    }

    @Test
    void headOfABrokenMessageIsAvailableForAResponse() {
        var cutter = new StreamCutter(LIMITS);
        byte[] bad = Given.wire(Given.message("Content-Length: -1"));
        cutter.add(ByteBuffer.wrap(bad));
        var broken = (Cut.Broken) cutter.next();
        assertThat(broken.head()).isEqualTo(bad);
        assertThat(Given.malformed(broken.head()).answerable()).isPresent();
        assertThat(cutter.next()).isInstanceOf(Cut.Broken.class);
    }

    /** What the cutter takes for the length is what the reader takes: nothing is smuggled between them. */
    @Test
    void cutterAndReaderAgreeOnContentLength() {
        for (String trick : new String[] {
            "X: a\0\nContent-Length: 5", "X: a\rContent-Length: 5", "X: a\nContent-Length: 5", "\tl: 5", "X\r\n l: 5"
        }) {
            String head = Given.text(Given.wire(Given.message())).replace("Call-ID", trick + "\r\nCall-ID");
            List<String> out = cut(head + "Hello");
            assertThat(out.getFirst()).as(trick).isEqualTo(head);
        }
    }

    @Test
    void singleOctetsAreCutInLinearTime() {
        var cutter = new StreamCutter(Limits.DEFAULT);
        byte[] head = Given.wire(Given.message("X: " + "y".repeat(60_000), "Content-Length: 150000"));
        byte[] whole = new byte[head.length + 150_000];
        System.arraycopy(head, 0, whole, 0, head.length);
        long begin = System.nanoTime();
        int frames = 0;
        for (int round = 0; round < 5; round++)
            for (byte octet : whole) {
                cutter.add(ByteBuffer.wrap(new byte[] {octet}));
                if (cutter.next() instanceof Cut.Frame) frames++;
            }
        assertThat(frames).isEqualTo(5);
        assertThat(System.nanoTime() - begin).isLessThan(3_000_000_000L);
    }
}
