package io.aldis.testkit;

import java.nio.charset.StandardCharsets;

/**
 * A message that a peer could not read or answer. The peer continues after it.
 *
 * @param transport {@code UDP} or {@code TCP}
 * @param bytes as received
 * @param why what was expected and what was found
 */
public record Malformed(String transport, byte[] bytes, String why) {
    /** The bytes as text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "over " + transport + ": " + why + ", in:\n" + text();
    }
}
