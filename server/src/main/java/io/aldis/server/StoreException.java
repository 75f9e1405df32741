package io.aldis.server;

/** A store operation failed: a full disk, a broken file, a lost connection. The message is for the operator. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }

    /** The message for the operator of a failed completion stage of a store. */
    public static String words(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof StoreException) return String.valueOf(cause.getMessage());
        return String.valueOf(failure.getMessage());
    }
}
