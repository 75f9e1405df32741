package io.aldis.app.command;

import io.aldis.server.AccountStore;
import io.aldis.server.AccountStore.Propagation;
import io.aldis.server.StoreException;
import java.time.Duration;

/** Waits until the running servers work with what a command has changed, and says whether they do. */
final class InForce {
    /** The exit code when the change is made, and a running server has not confirmed in time that it works with it. */
    static final int UNCONFIRMED = 4;

    private static final int DONE = 0;
    private static final int SECONDS = 5;

    private InForce() {}

    /** @param done what the command has done, in the past. @return the exit code */
    static int await(AccountStore accounts, String done, Terminal terminal) {
        try {
            Propagation found = accounts.awaitPropagation(Duration.ofSeconds(SECONDS));
            terminal.say(done + words(found));
            return found.behind() == 0 ? DONE : UNCONFIRMED;
        } catch (StoreException e) {
            terminal.say(done + ", but it is not known whether the running server works with that: " + e.getMessage());
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
