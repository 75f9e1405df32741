package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import io.aldis.sip.HostPort;
import io.aldis.sip.SipUri;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnDomainsTest {
    private final OwnDomains home = new OwnDomains(
            List.of("Example.com", "example.org"),
            List.of(HostPort.of("192.0.2.1", 5060), HostPort.of("sip.example.com", 5080), HostPort.of("::1", 5060)));

    @ParameterizedTest
    @CsvSource({
        "sip:bob@example.com, sip:bob@example.com",
        "sip:bob@EXAMPLE.org:9, sip:bob@example.org",
        "sip:bob@192.0.2.1:1506, sip:bob@example.com",
        "sip:bob@sip.example.com, sip:bob@example.com",
        "sip:bob@[0:0::1], sip:bob@example.com",
        "sip:%62ob:secret@example.com;user=phone, sip:bob@example.com"
    })
    @Tag("3261-10.3-07")
    void addressesOfOurDomainsAreLocalUsers(String uri, String aor) {
        assertThat(home.local(SipUri.parse(uri))).contains(Aor.parse(aor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:bob@192.0.2.2", "sip:bob@www.example.com", "sip:example.com", "sip:bob@[::2]"})
    void otherAddressesAreNotLocalUsers(String uri) {
        assertThat(home.local(SipUri.parse(uri))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1:5060",
                "192.0.2.1",
                "SIP.example.com:5080",
                "[::1]:5060",
                "[0:0:0:0:0:0:0:1]",
                "[::0001]"
            })
    void addressesOfTheListenersAreTheServer(String hostPort) {
        assertThat(home.isSelf(HostPort.parse(hostPort))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.1:5080", "sip.example.com", "sip.example.com:5060", "[::2]", "[::1]:5080", "example.com"
            })
    void otherAddressesAreNotTheServer(String hostPort) {
        assertThat(home.isSelf(HostPort.parse(hostPort))).isFalse();
    }

    @Test
    void ipAddressIsNoDomain() {
        assertThat(home.isDomain("EXAMPLE.com")).isTrue();
        assertThat(home.isDomain("192.0.2.1")).isFalse();
        assertThat(home.domain("192.0.2.1")).contains("example.com");
        assertThat(home.domain("[::z]")).isEmpty();
    }
}
