package io.aldis.server;

/** A store could not do what it was asked: a full disk, a broken file, a lost connection. The sentence is for the operator. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
