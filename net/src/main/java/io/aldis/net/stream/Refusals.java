package io.aldis.net.stream;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of TLS connections that could not be made, at a bounded pace: others decide how often one is tried. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final Pace ours = new Pace(Duration.ofSeconds(1));
    /** Whoever looks for open ports makes such connections all day. */
    private final Pace theirs = new Pace(Duration.ofSeconds(10));

    /** On the event loop. */
    void note(StreamFlow flow, String why) {
        if (flow.listener().isPresent())
            theirs.pass(more -> LOG.info("no TLS with {}, who has connected to us: {}{}", flow, why, more));
        else ours.pass(more -> LOG.warn("no TLS with {} for {}: {}{}", flow, flow.domain(), why, more));
    }

    /** One line in so much time, with the count of those that are left out. */
    private static final class Pace {
        private final long nanos;
        private long told;
        private long untold;

        Pace(Duration between) {
            nanos = between.toNanos();
            told = System.nanoTime() - nanos;
        }

        /** @param line is given what is to be said of those before */
        void pass(Consumer<String> line) {
            long now = System.nanoTime();
            if (now - told < nanos) {
                untold++;
                return;
            }
            line.accept(untold == 0 ? "" : " (and " + untold + " more since the last such line)");
            told = now;
            untold = 0;
        }
    }
}
