package io.aldis.app.command;

import io.aldis.server.ChangeFeed;
import io.aldis.server.ChangeFeed.Propagation;
import io.aldis.server.StoreException;
import java.time.Duration;

/** Waits until all running servers have taken over a change of the database, and reports whether they have. */
final class InForce {
    /** Exit code for a change that is made, but that a running server has not confirmed in time. */
    static final int UNCONFIRMED = 4;

    private static final int DONE = 0;
    private static final int SECONDS = 5;

    private InForce() {}

    /**
     * Blocks up to 5 s.
     *
     * @param done what was changed, in the past tense: the begin of the message
     * @return the exit code
     */
    static int await(ChangeFeed changes, String done, Terminal terminal) {
        try {
            Propagation found = changes.awaitPropagation(Duration.ofSeconds(SECONDS));
            terminal.say(done + words(found));
            return found.behind() == 0 ? DONE : UNCONFIRMED;
        } catch (StoreException e) {
            terminal.say(
                    done + ", but it is not known whether the running server has taken it over: " + e.getMessage());
            return UNCONFIRMED;
        }
    }

    private static String words(Propagation found) {
        int all = found.applied() + found.behind();
        if (all == 0) return "; no server is running on it";
        if (found.behind() == 0)
            return all == 1 ? "; the running server has it" : "; all " + all + " running servers have it";
        String who = all == 1 ? "the running server has" : found.behind() + " of " + all + " running servers have";
        return ", but " + who + " not confirmed within " + SECONDS + " s to work with that, and may refuse until then";
    }
}
