package io.aldis.sip;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cache of parsed values by their text, for the few URIs and hosts that the messages of one conversation repeat. One entry per hash slot,
 * the newest replaces the older; so the number and the length of the texts are bounded, and a peer that fills the cache costs others only
 * another parse. Safe for every thread without locks: an entry that another thread has just written may be missed.
 *
 * @param <T> immutable, and the same for the same text
 */
final class Recent<T> {
    /** Characters; longer text is parsed each time. */
    private static final int LONGEST = 100;

    private record Entry<T>(String text, T value) {}

    private final @Nullable Entry<T>[] entries;
    private final Function<String, T> reader;

    /**
     * @param slots a power of two
     * @param reader parses the text; when it throws, {@link #read} throws the same and caches nothing
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic record
    Recent(int slots, Function<String, T> reader) {
        this.entries = new Entry[slots];
        this.reader = reader;
    }

    T read(String text) {
        if (text.length() > LONGEST) return reader.apply(text);
        int hash = text.hashCode();
        int slot = (hash ^ hash >>> 16) & (entries.length - 1);
        Entry<T> seen = entries[slot];
        if (seen != null && seen.text().equals(text)) return seen.value();
        T value = reader.apply(text);
        entries[slot] = new Entry<>(text, value);
        return value;
    }
}
