package io.aldis.net.stream;

import io.aldis.net.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A value that is read from files, and read again when one of them has changed. Blocks on the disk; for one thread at a time. */
final class WatchedFiles<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

    /** Reads the value from the files. */
    interface Reader<T> {
        T read() throws IOException;
    }

    private final List<Path> files;
    private final Reader<T> reader;
    private List<FileStamp> stamps;
    private T value;

    WatchedFiles(List<Path> files, Reader<T> reader) throws IOException {
        this.files = files;
        this.reader = reader;
        this.stamps = stamps();
        this.value = reader.read();
    }

    private List<FileStamp> stamps() {
        return files.stream().map(FileStamp::of).toList();
    }

    T value() {
        return value;
    }

    /** Reads the files if one has changed; a failure is logged once per change. @return whether there is a new value */
    boolean renewed() {
        List<FileStamp> now = stamps();
        if (now.equals(stamps)) return false;
        stamps = now;
        try {
            value = reader.read();
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("TLS: what was read before stays in use: {}", PlainText.cause(e));
            return false;
        }
    }
}
