package io.aldis.sip.wire;

/**
 * Limits on a message; a message beyond them is refused. In a stream the first two are checked before the rest of it is buffered.
 *
 * @param message octets of a message in a stream; a datagram has at most 65,535
 * @param head octets of start line and headers together
 * @param headers header lines
 * @param headerLine octets of one header line, folds included
 * @param vias Via values, 70 by default as the recommended Max-Forwards (RFC 3261 §8.1.1.6)
 */
public record Limits(int message, int head, int headers, int headerLine, int vias) {
    public static final Limits DEFAULT = new Limits(256 * 1024, 64 * 1024, 128, 8192, 70);

    public Limits {
        if (message < 1024 || head < 1024 || headers < 16 || headerLine < 128 || vias < 1)
            throw new IllegalArgumentException(
                    "Limits: expected message and head >= 1024, headers >= 16, headerLine >= 128,"
                            + " vias >= 1 but was " + message + ", " + head + ", " + headers + ", " + headerLine + ", "
                            + vias);
    }
}
