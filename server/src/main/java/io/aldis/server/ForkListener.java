package io.aldis.server;

import java.time.Duration;

/** Decides what follows when a request was carried to the devices of a user. For the event loop. */
public interface ForkListener {
    /** A device has it and its sender knows; others are still tried. Called whenever one of them has said something, before {@link #carried}. */
    void meanwhile(ForkResult soFar);

    /** Whether that device, which has registered meanwhile, may get it now; else it waits for older messages of the same sender. */
    default boolean mayJoin(Target target) {
        return true;
    }

    /** How long the devices are waited for: less than usual when the request expires before. @param usual the patience */
    default Duration patience(Duration usual) {
        return usual;
    }

    /** All answers are in, or the patience is over. Called once; the sender waits unless it is {@link ForkResult#answered}. */
    void carried(ForkResult carried);

    /** What a device that was {@link DeviceAnswer#underway} has come to at last. Called once for each, after {@link #carried}. */
    void late(DeviceAnswer said);
}
