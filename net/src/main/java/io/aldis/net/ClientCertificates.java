package io.aldis.net;

/** Whether those who connect to us over TLS are asked for a certificate. One that is shown and cannot be believed ends the handshake. */
public enum ClientCertificates {
    /** Nobody is asked. */
    NONE,
    /** They are asked, and may have none: phones have none. */
    OPTIONAL,
    /** Without one there is no connection. */
    REQUIRED
}
