package io.aldis.app.archive;

/** A file is not an archive, or is broken. The message names the line, what was expected and what was found. */
public final class ArchiveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ArchiveException(String message) {
        super(message);
    }

    static ArchiveException expected(String expected, Object found) {
        return new ArchiveException("expected " + expected + " but was " + found);
    }
}
