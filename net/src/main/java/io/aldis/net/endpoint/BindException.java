package io.aldis.net.endpoint;

/** A listener could not be opened, or its TLS files could not be read; the message says which and why. */
public final class BindException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BindException(String message, Throwable cause) {
        super(message, cause);
    }
}
