package io.aldis.sip;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was read lately, by its text: the messages of one conversation, and their answers, name the same few URIs and hosts again and again.
 * Bounded in number and in characters; who fills it with his own costs others no more than the reading. Safe for every thread: what another
 * thread has just kept is found or not.
 *
 * @param <T> immutable, and the same for the same text
 */
final class Recent<T> {
    /** Characters; what is longer is read each time. */
    private static final int LONGEST = 100;

    private record Entry<T>(String text, T value) {}

    private final @Nullable Entry<T>[] entries;
    private final Function<String, T> reader;

    /**
     * @param slots a power of two
     * @param reader from the text, with its exceptions: nothing is kept of what cannot be read
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
