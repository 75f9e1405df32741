package io.aldis.server;

import java.util.List;

/**
 * The result, or an interim result, of sending a request to the devices of a user.
 *
 * @param answered whether the sender has been told that a device accepted it
 * @param best code of the best response, which a proxy without a mailbox answers; {@link DeviceAnswer#NOTHING} when there is none
 * @param answers of the devices that were tried
 */
public record ForkResult(boolean answered, int best, List<DeviceAnswer> answers) {
    public static final ForkResult NONE = new ForkResult(false, DeviceAnswer.NOTHING, List.of());

    public ForkResult {
        answers = List.copyOf(answers);
    }
}
