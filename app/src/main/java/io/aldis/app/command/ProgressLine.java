package io.aldis.app.command;

import io.aldis.app.archive.Counts;
import io.aldis.app.archive.Progress;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Prints the progress of a long operation every 3 s, from 3 s after its start. For one thread. */
final class ProgressLine implements Progress, LongConsumer {
    private final Terminal terminal;
    private final String verb;
    private final Duration pause;
    private long next;

    /** @param verb in the past tense: exported */
    ProgressLine(Terminal terminal, String verb) {
        this(terminal, verb, Duration.ofSeconds(3));
    }

    ProgressLine(Terminal terminal, String verb, Duration pause) {
        this.terminal = terminal;
        this.verb = verb;
        this.pause = pause;
        this.next = System.nanoTime() + pause.toNanos();
    }

    @Override
    public void at(Counts done) {
        say(done);
    }

    @Override
    public void accept(long octets) {
        say(octets + " octets");
    }

    private void say(Object done) {
        long now = System.nanoTime();
        if (now - next < 0) return;
        next = now + pause.toNanos();
        terminal.say(verb + " " + done + " so far");
    }
}
