package io.aldis.sip;

import org.jspecify.annotations.Nullable;

/**
 * The thread that an object belongs to: the first one that uses it. For assertions, {@code assert thread.isCurrent() : thread.mismatch();}, so that it
 * costs nothing where assertions are off.
 */
public final class OneThread {
    private final String name;
    private @Nullable Thread owner;

    /** @param name of the object, for the message of the assertion */
    public OneThread(String name) {
        this.name = name;
    }

    /** Whether the object is used by its thread. The first call decides which one that is. */
    public boolean isCurrent() {
        if (owner == null) owner = Thread.currentThread();
        return owner == Thread.currentThread();
    }

    /** What is wrong, in words. */
    public String mismatch() {
        return name + ": expected a call on " + owner + " but was on " + Thread.currentThread();
    }
}
