package io.aldis.lab.fuzz;

import java.nio.charset.StandardCharsets;

/** What must hold for whatever somebody sends. */
final class Claim {
    private Claim() {}

    static void that(boolean holds, String what, Object found) {
        if (!holds) throw new AssertionError(what + ": " + found);
    }

    static void same(Object expected, Object found, String what) {
        if (!expected.equals(found)) throw new AssertionError(what + ": expected\n" + expected + "\nbut was\n" + found);
    }

    /** As header values are read. */
    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
