package io.aldis.server;

import io.aldis.sip.HostPort;
import io.aldis.sip.settings.Form;
import java.util.Locale;

/**
 * A domain, or the name or address of a host.
 *
 * @param name in lower case, without a port; IPv6 in brackets
 */
@Form("a domain or host such as example.com")
public record Host(String name) {

    /** @throws IllegalArgumentException when the text is not a host, or has a port */
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
