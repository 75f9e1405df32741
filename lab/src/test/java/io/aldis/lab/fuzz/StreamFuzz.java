package io.aldis.lab.fuzz;

import io.aldis.sip.wire.Cut;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.StreamCutter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The stream cutter: the same messages come out however the network cuts the stream, and nothing is kept beyond the limits. The first two
 * octets of the input say how long the pieces are.
 */
public final class StreamFuzz {
    private static final Limits LIMITS = new Limits(4096, 2048, 64, 1024, 20);

    private StreamFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) return;
        ByteBuffer stream = ByteBuffer.wrap(input, 2, input.length - 2).slice();
        List<String> whole = cut(stream.duplicate(), input.length, input.length);
        Claim.same(whole, cut(stream.duplicate(), 1, 1), "octet by octet");
        Claim.same(whole, cut(stream.duplicate(), 1 + (input[0] & 0xFF), 1 + (input[1] & 0xFF)), "in pieces");
    }

    /** In pieces of these two lengths by turns. @return what came out, as text; what is broken only by its status */
    private static List<String> cut(ByteBuffer stream, int odd, int even) {
        var cutter = new StreamCutter(LIMITS);
        var out = new ArrayList<String>();
        for (int turn = 0; stream.hasRemaining(); turn++) {
            int length = Math.min(stream.remaining(), turn % 2 == 0 ? odd : even);
            cutter.add(stream.slice(stream.position(), length));
            stream.position(stream.position() + length);
            if (!drained(cutter, out)) return out;
            Claim.that(cutter.waiting() <= LIMITS.message() + length, "octets kept", cutter.waiting());
        }
        return out;
    }

    /** @return whether the stream can be cut further */
    private static boolean drained(StreamCutter cutter, List<String> out) {
        while (true) {
            switch (cutter.next()) {
                case Cut.NotYet _ -> {
                    return true;
                }
                case Cut.Ping _ -> out.add("ping");
                case Cut.Pong _ -> throw new AssertionError("a pong that nobody waited for");
                case Cut.Frame(byte[] bytes) -> {
                    Claim.that(bytes.length <= LIMITS.message(), "octets of a message", bytes.length);
                    out.add(Claim.text(bytes));
                }
                case Cut.Broken broken -> {
                    Claim.that(broken.head().length <= LIMITS.head(), "octets of a broken head", broken.head().length);
                    out.add("broken " + broken.status().code());
                    return false;
                }
            }
        }
    }
}
