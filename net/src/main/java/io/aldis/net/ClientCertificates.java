package io.aldis.net;

/** Whether a listener asks TLS clients for a certificate. A certificate that is sent and does not validate ends the handshake. */
public enum ClientCertificates {
    /** No certificate is requested. */
    NONE,
    /** A certificate is requested, and the client may have none, as phones do. */
    OPTIONAL,
    /** The handshake fails without a certificate. */
    REQUIRED
}
