package io.aldis.sip;

/** A SIP response (RFC 3261 §7.2). New ones are made by {@link SipRequest#answer}, read ones come from the wire. */
public final class SipResponse extends SipMessage {
    private final Status status;

    /** For readers and writers. */
    public SipResponse(byte[] bytes, Headers headers, int bodyStart, Status status) {
        super(bytes, headers, bodyStart);
        this.status = status;
    }

    public Status status() {
        return status;
    }

    public int code() {
        return status.code();
    }
}
