package io.aldis.server;

import io.aldis.sip.SipResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * The response of a device to a request.
 *
 * @param code of its final answer; {@link #NOTHING} when none came
 * @param underway whether the device is still being tried, so that a later answer is possible
 * @param retryAfter the delay that it asks for ({@link io.aldis.sip.RetryAfter}); zero when it asks for none
 */
public record DeviceAnswer(Device device, int code, boolean underway, Duration retryAfter) {
    public static final int NOTHING = 0;

    public static int code(Optional<SipResponse> answer) {
        return answer.map(SipResponse::code).orElse(NOTHING);
    }
}
