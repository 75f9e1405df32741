package io.aldis.server;

import io.aldis.sip.SipRequest;

/**
 * A request whose sender is known as well as it can be.
 *
 * @param credentials the header line with credentials for us, which go no further; {@link #NO_LINE} when there is none
 */
public record Identified(Admitted admitted, Sender sender, int credentials) {
    public static final int NO_LINE = -1;

    public SipRequest request() {
        return admitted.request();
    }
}
