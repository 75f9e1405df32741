package io.aldis.app.command;

/** A command could not do what it was asked; the message is the one line that its user reads. Exit code 1. */
final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
        super(message);
    }
}
