package io.aldis.server.mailbox;

import io.aldis.server.DeviceAnswer;
import io.aldis.server.MailboxStore.Ending;

/** What the final answer of a device means for the message (docs/mailbox.md has the table). */
enum ResponseClass {
    /** The device has it. */
    TAKEN,
    /** Its user does not want it: nobody gets it. */
    DECLINED,
    /** This device will never take it; others may. */
    UNABLE,
    /** Something on the way is wrong, or the sender must act: while he waits he hears of it, later it is tried again. */
    ASTRAY,
    /** Not this message now; others may pass. */
    LATER,
    /** The device is not there: nothing else is tried either. */
    AWAY;

    /** @param code of the answer, {@link DeviceAnswer#NOTHING} when none came */
    static ResponseClass of(int code) {
        return switch (code) {
            case DeviceAnswer.NOTHING, 408, 430, 480, 503 -> AWAY;
            case 403 -> DECLINED;
            case 401, 404, 407, 410, 482, 483 -> ASTRAY;
            case 486, 491 -> LATER;
            case 501, 505, 513 -> UNABLE;
            default ->
                switch (code / 100) {
                    case 2 -> TAKEN;
                    case 3 -> ASTRAY;
                    case 4 -> UNABLE;
                    case 5 -> LATER;
                    default -> DECLINED;
                };
        };
    }

    /** Whether the device is done with the message when it comes from its mailbox. */
    boolean ends() {
        return this == TAKEN || this == DECLINED || this == UNABLE;
    }

    /** How a device has ended the matter with that answer, which {@link #ends}. */
    static Ending ending(int code) {
        if (code / 100 == 2) return Ending.TAKEN;
        return code / 100 == 6 ? Ending.DECLINED : Ending.REFUSED;
    }

    /** Whether a copy is kept for the device while the sender waits. */
    boolean keeps() {
        return this == LATER || this == AWAY;
    }

    /** Whether the sender hears that answer, and nothing is kept for any device: he may act on it and send again. */
    static boolean isForSender(int code) {
        return code / 100 == 3 || code == 401 || code == 407 || code == 482 || code == 483;
    }
}
