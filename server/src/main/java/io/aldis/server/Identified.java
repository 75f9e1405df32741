package io.aldis.server;

import io.aldis.sip.SipRequest;

/**
 * A request whose sender is known as well as it can be.
 *
 * @param realm of the credentials that were used up here and go no further; empty when there were none
 */
public record Identified(Admitted admitted, Sender sender, String realm) {
    public SipRequest request() {
        return admitted.request();
    }
}
