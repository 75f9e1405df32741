package io.aldis.app.command;

import io.aldis.app.archive.Counts;
import io.aldis.app.archive.Progress;
import java.time.Duration;

/** Says every few seconds how far it is, so that nobody wonders; nothing when the work is short. For one thread. */
final class ProgressLine implements Progress {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final Terminal terminal;
    private final String verb;
    private long next = System.nanoTime() + PAUSE.toNanos();

    /** @param verb what is done, in the past: exported */
    ProgressLine(Terminal terminal, String verb) {
        this.terminal = terminal;
        this.verb = verb;
    }

    @Override
    public void at(Counts done) {
        long now = System.nanoTime();
        if (now - next < 0) return;
        next = now + PAUSE.toNanos();
        terminal.say(verb + " " + done + " so far");
    }
}
