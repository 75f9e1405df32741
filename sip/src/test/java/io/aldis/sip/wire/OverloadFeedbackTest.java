package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverloadFeedbackTest {
    private static final String REQUEST = """
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP gw.example.net;branch=z9hG4bKa%s, SIP/2.0/UDP first;branch=z9hG4bKb;oc=7
            Max-Forwards: 70
            From: <sip:alice@example.net>;tag=a1
            To: <sip:bob@example.com>
            Call-ID: 1
            CSeq: 1 MESSAGE
            Content-Length: 0

            """;

    private static String told(String response) {
        return Given.text(OverloadFeedback.told(Given.wire(response), 30, 500, 1_795_000_000_12345L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ";oc;oc-algo=\"loss\" | true",
                ";oc;oc-algo=\"rate, LOSS\" | true",
                ";oc;oc-algo=\"rate\" | false",
                ";oc | false",
                ";oc-algo=\"loss\" | false",
                "'' | false"
            })
    void requestAsksForOverloadControlByOcAndLoss(String parameters, boolean asks) {
        assertThat(OverloadFeedback.isAskedFor(Given.request(REQUEST.formatted(parameters))))
                .isEqualTo(asks);
    }

    @Test
    @Tag("7339-5.6-01")
    void overloadParametersAreStrippedFromTheForwardedRequest() {
        String asked = REQUEST.formatted(";oc;x=y;oc-algo=\"loss,rate\";oc-validity=1;oc-seq=1.1;rport");
        assertThat(Given.text(OverloadFeedback.stripped(Given.request(asked)).bytes()))
                .isEqualTo(Given.text(Given.wire(REQUEST.formatted(";x=y;rport"))));
        var plain = Given.request(REQUEST.formatted(";ocean=1"));
        assertThat(OverloadFeedback.stripped(plain)).isSameAs(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via: ", "v: ", "VIA :\n  ", "X: Via\nvia:"})
    @Tag("7339-4.4-01")
    @Tag("7339-4.3-01")
    void overloadFeedbackIsWrittenIntoTheTopViaOnly(String name) {
        String response = "SIP/2.0 200 OK\n" + name
                + "SIP/2.0/UDP a;branch=z9hG4bKa;x=\"1,2\"%s, SIP/2.0/UDP b\nVia: SIP/2.0/UDP c\n\n";
        assertThat(told(response.formatted("")))
                .isEqualTo(Given.text(Given.wire(
                        response.formatted(";oc=30;oc-algo=\"loss\";oc-validity=500;oc-seq=1795000000.12345"))));
    }

    @Test
    @Tag("7339-5.7-01")
    void lossRateOfZeroHasValidityZero() {
        String response = "SIP/2.0 200 OK\nVia: SIP/2.0/UDP a;branch=z9hG4bKa\nTo: x\n\n";
        assertThat(Given.text(OverloadFeedback.told(Given.wire(response), 0, 500, 100_001)))
                .isEqualTo(
                        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKa;oc=0;oc-algo=\"loss\";oc-validity=0;oc-seq=1.00001\r\n"
                                + "To: x\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIP/2.0 200 OK\n\n", "SIP/2.0 200 OK\nTo: x\n\nVia: x\n", ""})
    void responseWithoutViaIsUnchanged(String response) {
        assertThat(told(response)).isEqualTo(Given.text(Given.wire(response)));
    }

    @Test
    void overloadNumbersHaveAsciiDigitsInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(told("SIP/2.0 200 OK\nVia: SIP/2.0/UDP a;branch=z9hG4bKa\n\n"))
                    .contains(";oc=30;oc-algo=\"loss\";oc-validity=500;");
        } finally {
            Locale.setDefault(before);
        }
    }
}
