package io.aldis.server;

import io.aldis.sip.SipResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * What a device has said to a request.
 *
 * @param code of its final answer; {@link #NOTHING} when none came
 * @param underway whether it is still tried, so that more may come
 * @param retryAfter how long it asks to be left alone ({@link RetryAfter}); zero when it does not
 */
public record DeviceAnswer(Device device, int code, boolean underway, Duration retryAfter) {
    public static final int NOTHING = 0;

    public static int code(Optional<SipResponse> answer) {
        return answer.map(SipResponse::code).orElse(NOTHING);
    }
}
