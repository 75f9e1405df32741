package io.aldis.app.archive;

/** Is called with the numbers reached so far, on the thread of the export or import. */
@FunctionalInterface
public interface Progress {
    void at(Counts done);
}
