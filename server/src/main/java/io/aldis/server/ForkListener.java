package io.aldis.server;

import java.time.Duration;

/** Decides how to proceed after a request was sent to the devices of a user. For the event loop. */
public interface ForkListener {
    /**
     * A device has accepted and the sender has been answered; other devices are still tried. Called on each further answer, before {@link #finished}.
     */
    void interim(ForkResult soFar);

    /** Whether that device, which has registered meanwhile, may get the request now; if not, it waits for older messages of the same sender. */
    default boolean mayJoin(Target target) {
        return true;
    }

    /** How long to wait for the devices: less than usual when the request expires before. @param usual the configured patience */
    default Duration patience(Duration usual) {
        return usual;
    }

    /** All devices have answered, or the patience is over. Called once; the sender waits unless it is {@link ForkResult#answered}. */
    void finished(ForkResult result, ForkControl fork);

    /** The final answer of a device that was {@link DeviceAnswer#underway}. Called once for each, after {@link #finished}. */
    void late(DeviceAnswer answer);
}
