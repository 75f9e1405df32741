package io.aldis.agent;

import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;

/**
 * A message that has come in and was answered 200. Who it claims to be from is not proved here: that is for the server.
 *
 * @param request the MESSAGE itself, for headers that this class has no word for
 */
public record IncomingMessage(SipRequest request) {
    public MessageId id() {
        return new MessageId(request.callId());
    }

    /** The sender's address as it stands in From. */
    public Uri from() {
        return request.from().uri();
    }

    /** The sender's name for people; empty when there is none. */
    public String display() {
        return request.from().display();
    }

    /** Whom it was meant for, as it stands in To. */
    public Uri to() {
        return request.to().uri();
    }

    /** Text when it is plain text that can be read, else bytes with their type. */
    public Content content() {
        return ContentReader.read(request);
    }

    /** The octets as they came, whatever they mean. */
    public byte[] body() {
        return request.body();
    }
}
