package io.aldis.app.config;

import java.time.Duration;

/** The range of a duration, and why it is that one. */
record Bounds(String key, String why) {
    static Bounds of(String key, String why) {
        return new Bounds(key, why);
    }

    /** @throws IllegalArgumentException with the range, the reason and what was found */
    void check(Duration found, Duration least, Duration most) {
        if (found.compareTo(least) >= 0 && found.compareTo(most) <= 0) return;
        throw new IllegalArgumentException(key + ": expected " + Spans.text(least) + " to " + Spans.text(most) + " ("
                + why + ") but was " + Spans.text(found));
    }
}
