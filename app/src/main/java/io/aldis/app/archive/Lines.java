package io.aldis.app.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of octets, none of which is longer than allowed. */
final class Lines {
    /** Twelve MiB of a message in Base64: much more than any server takes. */
    static final int LONGEST = 16 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int begin;
    private int end;
    private long number;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Of the last line, from 1. */
    long number() {
        return number;
    }

    /** Without its end; absent after the last. */
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
