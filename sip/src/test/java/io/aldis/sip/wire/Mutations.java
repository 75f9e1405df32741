package io.aldis.sip.wire;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Breaks messages at random, as lines, wires and attackers do; the same for the same random numbers. */
final class Mutations {
    private static final String[] WORDS = {
        "\r\n",
        "\r",
        "\n",
        "\r\n\r\n",
        "\r\n ",
        "\0",
        "\t",
        " ",
        "\"",
        "\\",
        "<",
        ">",
        ";",
        ";;",
        ",",
        ":",
        "=",
        "@",
        "%",
        "%00",
        "?",
        "[",
        "]",
        "\u00ff",
        "\u00c3",
        "z9hG4bK",
        ";branch=",
        ";tag=",
        ";rport",
        ";received=",
        "Via: ",
        "v:",
        "l: 0\r\n",
        "Content-Length: ",
        "4294967296",
        "-1",
        "99999999999999999999",
        "SIP/2.0",
        "SIP/2.0/UDP a,",
        "sip:",
        "ACK ",
        "\u007f"
    };
    /** Beyond this a message grows no more. */
    private static final int LARGEST = 20_000;

    private final Random random;
    private final List<byte[]> corpus;

    Mutations(long seed, List<byte[]> corpus) {
        this.random = new Random(seed);
        this.corpus = corpus;
    }

    byte[] next() {
        byte[] bytes = corpus.get(random.nextInt(corpus.size()));
        for (int i = 1 + random.nextInt(4); i > 0; i--) bytes = mutated(bytes);
        return bytes;
    }

    private byte[] mutated(byte[] bytes) {
        if (bytes.length == 0) return word();
        int at = random.nextInt(bytes.length);
        int to = at + random.nextInt(Math.min(bytes.length - at, 64) + 1);
        return switch (random.nextInt(8)) {
            case 0 -> flipped(bytes, at);
            case 1 -> joined(bytes, 0, at, word(), bytes, at);
            case 2 -> joined(bytes, 0, at, word(), bytes, to);
            case 3 -> joined(bytes, 0, at, new byte[0], bytes, to);
            case 4 -> joined(bytes, 0, to, repeated(bytes, at, to), bytes, to);
            case 5 -> spliced(bytes, at);
            case 6 -> joined(bytes, 0, at, new byte[0], bytes, bytes.length);
            default -> set(bytes, at, (byte) random.nextInt(256));
        };
    }

    private byte[] word() {
        return Given.octets(WORDS[random.nextInt(WORDS.length)]);
    }

    private byte[] flipped(byte[] bytes, int at) {
        return set(bytes, at, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
    }

    private static byte[] set(byte[] bytes, int at, byte octet) {
        byte[] copy = bytes.clone();
        copy[at] = octet;
        return copy;
    }

    private byte[] repeated(byte[] bytes, int from, int to) {
        var out = new ByteArrayOutputStream();
        for (int i = random.nextInt(random.nextInt(10) == 0 ? 200 : 4); i > 0 && out.size() < LARGEST; i--)
            out.write(bytes, from, to - from);
        return bytes.length > LARGEST ? new byte[0] : out.toByteArray();
    }

    private byte[] spliced(byte[] bytes, int at) {
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        return joined(bytes, 0, at, new byte[0], other, random.nextInt(other.length));
    }

    private static byte[] joined(byte[] head, int from, int to, byte[] between, byte[] tail, int tailFrom) {
        var out = new ByteArrayOutputStream(head.length + between.length + tail.length);
        out.write(head, from, to - from);
        out.writeBytes(between);
        out.write(tail, tailFrom, tail.length - tailFrom);
        return out.toByteArray();
    }
}
