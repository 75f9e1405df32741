package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTokensTest {
    private static final Aor ALICE = Aor.parse("sip:al%22ice;x@example.com");
    private static final SipUri PHONE = SipUri.parse("sip:alice@192.0.2.9:4711;transport=tcp");
    private static final DialogKey KEY = DialogKey.random();

    private final FlowTokens tokens = new FlowTokens(KEY);

    private static String tokenIn(String way) {
        return ((SipUri) NameAddr.parse("Route", way).uri())
                .parameters()
                .get(FlowTokens.PARAMETER)
                .orElseThrow();
    }

    private String token() {
        return tokenIn(tokens.clusterRoute("192.0.2.1:5060;transport=tcp", ALICE, PHONE));
    }

    @Test
    void flowTokenIsARouteThatNamesItsAccount() {
        String way = tokens.clusterRoute("192.0.2.1:5060;transport=tcp", ALICE, PHONE);
        assertThat(way).startsWith("<sip:192.0.2.1:5060;transport=tcp;flow=").endsWith(";lr>");
        assertThat(way).startsWith(FlowTokens.beginning("192.0.2.1:5060;transport=tcp"));
        assertThat(new FlowTokens(KEY).read(tokenIn(way), PHONE)).contains(ALICE);
    }

    @Test
    void flowTokenIsValidForItsContactAndKeyOnly() {
        assertThat(tokens.read(token(), SipUri.parse("sip:alice@192.0.2.10:4711;transport=tcp")))
                .isEmpty();
        assertThat(new FlowTokens(DialogKey.random()).read(token(), PHONE)).isEmpty();
    }

    @Test
    void headersOfTheContactUriAreIgnored() {
        String token = tokenIn(tokens.clusterRoute("h", ALICE, SipUri.parse(PHONE + "?Subject=x")));
        assertThat(tokens.read(token, PHONE)).contains(ALICE);
    }

    /** The caller chooses the Call-ID of a call, and sees the flow token for it. */
    @Test
    void dialogMarkIsNoFlowToken() {
        String token = token();
        String whose = token.substring(0, token.indexOf('.'));
        String mark = new DialogMarks(KEY).of(whose + ' ' + PHONE);
        assertThat(token).doesNotContain(mark);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "x", "§.00", "c2lwOg.00", "c2lwOmFAYg.", "."})
    void malformedFlowTokenIsRefused(String text) {
        assertThat(tokens.read(text, PHONE)).isEmpty();
    }
}
