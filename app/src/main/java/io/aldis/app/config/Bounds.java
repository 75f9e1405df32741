package io.aldis.app.config;

import java.time.Duration;

/** Checks the range of a duration. {@code why} is the reason of the range, for the error message. */
record Bounds(String key, String why) {
    static Bounds of(String key, String why) {
        return new Bounds(key, why);
    }

    /** @throws IllegalArgumentException with the range, its reason and the value that was found */
    void check(Duration found, Duration least, Duration most) {
        if (found.compareTo(least) >= 0 && found.compareTo(most) <= 0) return;
        throw new IllegalArgumentException(key + ": expected " + Spans.text(least) + " to " + Spans.text(most) + " ("
                + why + ") but was " + Spans.text(found));
    }
}
