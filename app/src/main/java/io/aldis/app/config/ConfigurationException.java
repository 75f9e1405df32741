package io.aldis.app.config;

/** Something is configured wrongly; the message says where, what was expected and what was found, in one line. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
