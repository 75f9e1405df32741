package io.aldis.agent.receive;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SoftwareName;
import io.aldis.sip.Status;
import java.util.Optional;

/**
 * Begins the responses of an agent.
 *
 * @param software value of Server; empty for none
 */
public record Responses(SipEndpoint endpoint, Optional<SoftwareName> software) {
    /** A response outside of dialogs. */
    public MessageBuilder<SipResponse> begin(SipRequest request, Status status) {
        return begin(request, status, endpoint.tags().of(request));
    }

    /** @param tag of its To */
    public MessageBuilder<SipResponse> begin(SipRequest request, Status status, String tag) {
        var answer = request.answer(status, tag);
        software.ifPresent(name -> answer.header(HeaderName.SERVER, name.value()));
        return answer;
    }
}
