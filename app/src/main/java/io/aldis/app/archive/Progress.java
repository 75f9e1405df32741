package io.aldis.app.archive;

/** Hears now and then how far it is. */
@FunctionalInterface
public interface Progress {
    void at(Counts done);
}
