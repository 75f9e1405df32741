package io.aldis.app.config;

import io.aldis.server.ServerSettings;
import io.aldis.sip.SoftwareName;
import java.util.Optional;

/**
 * The Server header of the server's own answers (RFC 3261 §20.35).
 *
 * @param software empty for answers without it
 */
public record ServerHeader(Optional<SoftwareName> software) {
    private static final String NONE = "none";

    static ServerHeader usual() {
        return new ServerHeader(Optional.of(ServerSettings.SERVER_HEADER));
    }

    /**
     * @param text {@code none}, or the value of the header
     * @throws IllegalArgumentException when it cannot be the value of a Server header
     */
    static ServerHeader parse(String text) {
        return new ServerHeader(text.equals(NONE) ? Optional.empty() : Optional.of(new SoftwareName(text)));
    }

    @Override
    public String toString() {
        return software.map(SoftwareName::value).orElse(NONE);
    }
}
