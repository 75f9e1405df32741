package io.aldis.agent;

/** {@link AgentBuilder#open} could not open its sockets; the message says which and why. */
public final class AgentStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AgentStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
