package io.aldis.server.mailbox;

import io.aldis.server.Answer;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import java.util.Set;

/** What the {@link StoreDecision} wants done. */
sealed interface StoreAction {
    /** Find out what is needed for the decision; {@link StoreEvent.Reviewed} follows. */
    record Review() implements StoreAction {}

    /** Find out whether these and those bound are all devices of the account; {@link StoreEvent.Checked} follows. */
    record Check(Set<String> devices, Set<String> bound, boolean last) implements StoreAction {}

    /** Store the message for the devices that are away. {@link StoreEvent.Stored} follows, or another end of the write. */
    record Store(Answers answers) implements StoreAction {}

    /** Answer the sender. */
    record Reply(Answer answer) implements StoreAction {}

    /**
     * Answer the sender as a proxy without a mailbox does, unless it has an answer. Unless a device has accepted, give the branches up:
     * no device may get a message that its sender takes for refused.
     */
    record Settle() implements StoreAction {}

    /** The message was not stored after all: the same request may come again. */
    record Forget() implements StoreAction {}

    /** First copies of that stored message are still in transit: they are recalled when it is deleted. */
    record NoteUnderway(long id) implements StoreAction {}

    /** None of these is in transit any more. */
    record ForgetUnderway() implements StoreAction {}

    /** The queue of the device waits until it is released. */
    record Hold(Device device) implements StoreAction {}

    /** @param unanswered id of the stored message that the device did not answer, or {@link StoreDecision#NONE} */
    record Release(Device device, long unanswered) implements StoreAction {}

    /** Store the pause that the device asks for, then release its queue. */
    record Postpone(long id, DeviceAnswer answer) implements StoreAction {}

    /** The device has just taken the message: its queue starts now. */
    record Reached(Device device) implements StoreAction {}

    /** The device has not answered. */
    record FellSilent(Device device) implements StoreAction {}

    /** A copy was stored for the device: its queue starts when it may. */
    record Nudge(Device device) implements StoreAction {}

    /** A copy was stored for the device, which did not take the message: its queue tries again after a pause. */
    record Rest(Device device) implements StoreAction {}

    /** Copies were stored for these devices, which were not tried: nudge those that have registered since. */
    record LookAgain(Set<String> devices) implements StoreAction {}

    /** The device needs its copy no more. @param code of its answer */
    record EndCopy(Device device, long id, int code) implements StoreAction {}
}
