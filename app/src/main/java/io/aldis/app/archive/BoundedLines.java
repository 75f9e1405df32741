package io.aldis.app.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Splits a stream into lines of at most {@link #LONGEST} octets. For one thread. */
final class BoundedLines {
    /** Octets of a line: room for a message of 12 MiB in Base64, much more than a server accepts. */
    static final int LONGEST = 16 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int begin;
    private int end;
    private long number;

    BoundedLines(InputStream in) {
        this.in = in;
    }

    /** Number of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** The next line without its LF; empty after the last. @throws ArchiveException when the line is too long */
    Optional<byte[]> next() throws IOException {
        number++;
        var line = new ByteArrayOutputStream();
        while (begin < end || fill()) {
            int stop = begin;
            while (stop < end && buffer[stop] != '\n') stop++;
            if (line.size() + stop - begin > LONGEST)
                throw ArchiveException.expected("a line of " + LONGEST + " octets at the most", "longer");
            line.write(buffer, begin, stop - begin);
            boolean whole = stop < end;
            begin = whole ? stop + 1 : stop;
            if (whole) return Optional.of(line.toByteArray());
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
    }

    private boolean fill() throws IOException {
        begin = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
