package io.aldis.lab.fuzz;

import io.aldis.im.Coding;
import io.aldis.im.MediaType;
import io.aldis.im.Multipart;
import io.aldis.im.Part;
import io.aldis.sip.SyntaxException;
import java.util.Arrays;
import java.util.List;

/** Bodies: the first line of the input is the Content-Type, the rest the body. Also what a compressed body may grow to. */
public final class MultipartFuzz {
    private static final int MOST = 4096;

    private MultipartFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != '\n') end++;
        byte[] body = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
        unpacked(body);
        try {
            MediaType type = MediaType.parse(Claim.text(Arrays.copyOf(input, end)));
            Claim.same(type, MediaType.parse(type.toString()), "the type");
            parts(Multipart.read(type, body));
        } catch (SyntaxException e) {
            Claim.that(!e.sentence().isEmpty(), "a sentence", e);
        }
    }

    private static void parts(Multipart read) {
        Claim.that(
                !read.parts().isEmpty() && read.parts().size() <= 100,
                "parts",
                read.parts().size());
        Multipart again = Multipart.of("mixed", read.parts());
        Claim.same(
                read.parts().stream().map(Part::type).toList(),
                again.parts().stream().map(Part::type).toList(),
                "types");
        Claim.same(read.parts(), Multipart.read(again.type(), again.bytes()).parts(), "the parts");
    }

    private static void unpacked(byte[] body) {
        for (String coding : List.of("gzip", "deflate"))
            if (Coding.decode(List.of(coding), body, MOST) instanceof Coding.Decoded.Plain(byte[] plain))
                Claim.that(plain.length <= MOST, "octets of a body that was made larger", plain.length);
    }
}
