package io.aldis.lab.fuzz;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.digest.Challenge;
import io.aldis.sip.digest.Credentials;

/** Digest headers of both sides: refused with a {@link SyntaxException}, or written and read again as the same. */
public final class DigestFuzz {
    private DigestFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Claim.text(input);
        try {
            Challenge.parse(text)
                    .ifPresent(read ->
                            Claim.same(read, Challenge.parse(read.text()).orElseThrow(), "the challenge"));
        } catch (SyntaxException e) {
            Claim.that(!e.sentence().isEmpty(), "a sentence", e);
        }
        try {
            Credentials.parse(text)
                    .ifPresent(read ->
                            Claim.same(read, Credentials.parse(read.text()).orElseThrow(), "the credentials"));
        } catch (SyntaxException e) {
            Claim.that(!e.sentence().isEmpty(), "a sentence", e);
        }
    }
}
