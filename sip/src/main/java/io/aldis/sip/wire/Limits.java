package io.aldis.sip.wire;

/**
 * How much of a message is read before it is refused. All are checked before memory is spent.
 *
 * @param message octets of a message in a stream; a datagram has its own natural limit of 65,535
 * @param head octets of start line and headers together
 * @param headers header lines
 * @param headerLine octets of one header line, folds included
 * @param vias Via values; Max-Forwards is 70 at the most by convention (RFC 3261 §8.1.1.6)
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
