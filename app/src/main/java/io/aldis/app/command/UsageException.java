package io.aldis.app.command;

/** A command was used wrongly; the message is the one line that its user reads. Exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
