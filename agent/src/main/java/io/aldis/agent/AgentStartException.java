package io.aldis.agent;

/** {@link AgentBuilder#open} could not open its sockets or use its instance file; the message says which and why. */
public final class AgentStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AgentStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
