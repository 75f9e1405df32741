package io.aldis.server;

import io.aldis.sip.SipResponse;
import java.util.List;
import java.util.Optional;

/**
 * What became of a request on its way to the devices of a user: all answers are in, or the patience is over. Or what has become so far.
 *
 * @param answered whether its sender has heard that a device took it
 * @param best of the answers that speak of the message, if there are any: what a proxy that keeps nothing answers
 * @param said by the devices that were tried
 * @param settle answers the sender as such a proxy
 * @param recall stops what is {@linkplain DeviceAnswer#underway under way}: nothing goes out any more, while answers are still waited for
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
