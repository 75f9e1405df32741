package io.aldis.app.command;

/** A command was used wrongly. The message is one line for the user. Exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
