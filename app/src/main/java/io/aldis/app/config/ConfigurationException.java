package io.aldis.app.config;

/** The configuration is wrong. The message is one line: where, what was expected and what was found. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
