package io.aldis.server.forking;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Requests;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BestResponseTest {
    @Test
    void bestResponseOfNoneIsEmpty() {
        assertThat(new BestResponse().response()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "503 407 501 404, 407",
        "486 603 302, 603",
        "302 486 603, 603",
        "486 500, 486",
        "500 486, 486",
        "302 404, 302",
        "404 480, 404",
        "480 486, 486",
        "404 420, 420",
        "484 401, 401",
        "500 501, 500",
        "408 404, 404",
        "600 606, 600"
    })
    @Tag("3261-16.7-09")
    void bestResponseIsChosenAsInRfc3261(String codes, int best) {
        var kept = new BestResponse();
        for (String code : codes.split(" ")) kept.offer(Requests.response(Integer.parseInt(code), ""));
        assertThat(kept.response().map(SipResponse::code)).contains(best);
    }

    @Test
    @Tag("3261-16.7-13")
    void challengesAreMergedAndOtherHeadersAreNot() {
        var best = new BestResponse();
        best.offer(Requests.response(404, "X-Foo: no\n"));
        best.offer(Requests.response(407, "Proxy-Authenticate: Digest a\nX-Foo: one\n"));
        best.offer(Requests.response(401, "WWW-Authenticate: Digest b\nX-Foo: two\n"));
        SipResponse joined = best.response().orElseThrow();
        assertThat(joined.code()).isEqualTo(407);
        assertThat(joined.headers().lines(HeaderName.PROXY_AUTHENTICATE)).containsExactly("Digest a");
        assertThat(joined.headers().lines(HeaderName.WWW_AUTHENTICATE)).containsExactly("Digest b");
        assertThat(joined.headers().lines(HeaderName.of("X-Foo"))).containsExactly("one");
    }

    @Test
    void singleChallengeIsUnchanged() {
        var best = new BestResponse();
        SipResponse only = Requests.response(401, "WWW-Authenticate: Digest b\n");
        best.offer(only);
        assertThat(best.response()).containsSame(only);
    }
}
