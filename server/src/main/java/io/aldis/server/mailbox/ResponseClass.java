package io.aldis.server.mailbox;

import io.aldis.server.DeviceAnswer;
import io.aldis.server.MailboxStore.Ending;

/** What the final answer of a device means for the message (docs/mailbox.md has the table). */
enum ResponseClass {
    /** The device has it. */
    TAKEN,
    /** The message is refused for the user: while the sender waits, nothing is stored for any device. */
    DECLINED,
    /** This device will never take it; others may. */
    UNABLE,
    /** A routing error, or the sender must act: passed back while the sender waits; from the mailbox it is tried again later. */
    ASTRAY,
    /** The device refuses this message for now; other messages may be sent. */
    LATER,
    /** The device is not reachable: no other message is tried either. */
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

    /** Whether this ends the copy of the device when it was delivered from the mailbox. */
    boolean ends() {
        return this == TAKEN || this == DECLINED || this == UNABLE;
    }

    /** How an answer that {@link #ends} a copy is recorded. */
    static Ending ending(int code) {
        if (code / 100 == 2) return Ending.TAKEN;
        return code / 100 == 6 ? Ending.DECLINED : Ending.REFUSED;
    }

    /** Whether a copy is kept for the device while the sender waits. */
    boolean keeps() {
        return this == LATER || this == AWAY;
    }

    /** Whether that response is passed back and nothing is stored for any device: the sender may act on it and send again. */
    static boolean isForSender(int code) {
        return code / 100 == 3 || code == 401 || code == 407 || code == 482 || code == 483;
    }
}
