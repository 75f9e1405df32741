package io.aldis.app.config;

import io.aldis.sip.HostPort;
import java.util.Locale;

/**
 * A domain, or a name or address of a machine.
 *
 * @param name in lower case, without a port; IPv6 in brackets
 */
public record Host(String name) {

    /** @throws IllegalArgumentException when it is none */
    public static Host parse(String text) {
        HostPort read = HostPort.parse(text.toLowerCase(Locale.ROOT));
        if (read.hasPort()) throw new IllegalArgumentException("host: expected no port but was \"" + text + "\"");
        return new Host(read.host());
    }

    @Override
    public String toString() {
        return name;
    }
}
