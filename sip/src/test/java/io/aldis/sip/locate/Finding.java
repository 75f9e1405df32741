package io.aldis.sip.locate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.util.List;
import java.util.Random;

/** What tests of the location rules say again and again. */
final class Finding {
    static final Transports WITH_TLS = new Transports(List.of(Transport.UDP, Transport.TCP, Transport.TLS), false);
    static final Transports WITHOUT_TLS = new Transports(List.of(Transport.UDP, Transport.TCP), false);

    private Finding() {}

    static Locator locator(Dns dns, Transports transports) {
        return new Locator(dns, transports, new Random(1));
    }

    /** Each hop as {@code UDP 192.0.2.1:5060}. */
    static List<String> hops(Location location) {
        assertThat(location).isInstanceOf(Location.Hops.class);
        return ((Location.Hops) location)
                .all().stream()
                        .map(hop -> hop.transport() + " "
                                + hop.address().getAddress().getHostAddress() + ':'
                                + hop.address().getPort())
                        .toList();
    }

    static List<String> hops(Dns dns, Transports transports, String uri) {
        return hops(locator(dns, transports).locate(SipUri.parse(uri)));
    }

    static List<String> hops(Dns dns, String uri) {
        return hops(dns, WITHOUT_TLS, uri);
    }

    static Location.Nowhere nowhere(Location location) {
        assertThat(location).isInstanceOf(Location.Nowhere.class);
        return (Location.Nowhere) location;
    }

    static Location.Nowhere nowhere(Dns dns, String uri) {
        return nowhere(locator(dns, WITHOUT_TLS).locate(SipUri.parse(uri)));
    }
}
