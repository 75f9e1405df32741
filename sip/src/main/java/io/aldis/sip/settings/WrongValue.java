package io.aldis.sip.settings;

/** The text of a setting has another form than expected. */
public final class WrongValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String expected;
    private final String found;

    WrongValue(String key, String expected, String found) {
        super(key + ": expected " + expected + " but was \"" + found + '"');
        this.key = key;
        this.expected = expected;
        this.found = found;
    }

    /** Nested keys with dots. */
    public String key() {
        return key;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
