package io.aldis.app.command;

/** A command failed. The message is one line for the user. Exit code 1. */
final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
        super(message);
    }
}
