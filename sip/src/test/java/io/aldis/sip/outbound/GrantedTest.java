package io.aldis.sip.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.NameAddr;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantedTest {
    private static final String HEAD = """
            SIP/2.0 200 OK
            Via: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bK1
            From: <sip:alice@example.com>;tag=1
            To: <sip:alice@example.com>;tag=2
            Call-ID: 1
            CSeq: 1 REGISTER
            """;

    private static FlowGrant grant(String lines) {
        byte[] bytes = (HEAD + lines + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        if (new MessageReader(Limits.DEFAULT).read(bytes) instanceof Reading.Parsed(SipResponse response))
            return FlowGrant.of(response);
        throw new AssertionError("Expected a response");
    }

    @Test
    void flowIsGrantedByRequireOutbound() {
        assertThat(grant("")).isEqualTo(FlowGrant.NONE);
        assertThat(grant("Supported: outbound\n").outbound()).isFalse();
        assertThat(grant("Require: path, Outbound\nFlow-Timer: 120\n"))
                .isEqualTo(new FlowGrant(true, Optional.of(Duration.ofMinutes(2))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "", "99999999999"})
    void invalidFlowTimerIsIgnored(String timer) {
        assertThat(grant("Require: outbound\nFlow-Timer: " + timer + "\n"))
                .isEqualTo(new FlowGrant(true, Optional.empty()));
    }

    private static OwnGruus gruus(String parameters) {
        return OwnGruus.of(
                NameAddr.parse("Contact", "<sip:x@192.0.2.1>" + parameters).parameters());
    }

    private static final String LASTING = "sip:alice@example.com;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String TEMPORARY = "sip:tgruu.7hs==jd7vnzga5w7fajsc7-ajd6fabz0f8g5@example.com;gr;strange=1";

    @Test
    @Tag("5627-4.2-01")
    void grantHasPublicAndTemporaryGruuIndependently() {
        assertThat(gruus("")).isEqualTo(OwnGruus.NONE);
        var both = gruus(";pub-gruu=\"" + LASTING + "\";temp-gruu=\"" + TEMPORARY + '"');
        assertThat(both.lasting()).map(SipUri::text).contains(LASTING);
        assertThat(both.temporary()).map(SipUri::text).contains(TEMPORARY);
        assertThat(both.preferred()).isEqualTo(both.lasting());
        var one = gruus(";temp-gruu=\"" + TEMPORARY + '"');
        assertThat(one.lasting()).isEmpty();
        assertThat(one.preferred()).map(SipUri::text).contains(TEMPORARY);
        assertThat(gruus(";pub-gruu=\"" + LASTING + '"').temporary()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "sip:alice@example.com", "", "tel:+1;gr"})
    void invalidGruuIsIgnored(String text) {
        assertThat(gruus(";pub-gruu=\"" + text + '"')).isEqualTo(OwnGruus.NONE);
    }
}
