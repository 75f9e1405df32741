package io.aldis.server;

import io.aldis.sip.SipResponse;
import java.util.List;
import java.util.Optional;

/**
 * The result, or an interim result, of sending a request to the devices of a user.
 *
 * @param answered whether the sender has been told that a device accepted it
 * @param best response to the message, if there is any: what a proxy without a mailbox answers
 * @param said answers of the devices that were tried
 * @param settle answers the sender as such a proxy does
 * @param recall stops what is {@linkplain DeviceAnswer#underway under way}: nothing more is sent, while responses are still awaited
 */
public record ForkResult(
        Routed routed,
        boolean answered,
        Optional<SipResponse> best,
        List<DeviceAnswer> said,
        Runnable settle,
        Runnable recall) {
    public ForkResult {
        said = List.copyOf(said);
    }
}
