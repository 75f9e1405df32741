package io.aldis.server.forking;

import io.aldis.server.DeviceAnswer;
import io.aldis.sip.SipResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the best of several final answers (RFC 3261 §16.7 step 6). */
final class BestResponse {
    private @Nullable SipResponse response;
    private final MergedResponse merged = new MergedResponse();
    private int rank = Integer.MAX_VALUE;

    void offer(SipResponse offered) {
        merged.add(offered);
        int offeredRank = rank(offered.code());
        if (offeredRank >= rank) return;
        rank = offeredRank;
        response = offered;
    }

    /** Code of the best response; {@link DeviceAnswer#NOTHING} when none was offered. */
    int code() {
        SipResponse best = response;
        return best == null ? DeviceAnswer.NOTHING : best.code();
    }

    /** Absent when none was offered; merged with the challenges or contacts of the other responses. */
    Optional<SipResponse> response() {
        return Optional.ofNullable(response).map(merged::with);
    }

    /** Lower is better: any 6xx, then the lowest class, and among 4xx those that say how to try again. */
    private static int rank(int code) {
        if (code >= 600) return 0;
        int within = switch (code) {
            case 401, 407 -> 1;
            case 415, 420, 484 -> 2;
            case 404, 480 -> 8;
            case 408, 503 -> 9;
            default -> 5;
        };
        return code / 100 * 10 + within;
    }
}
