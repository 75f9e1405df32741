package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.server.MessagePolicy.Decision;
import io.aldis.server.MessagePolicy.Limited;
import io.aldis.sip.SyntaxException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decisions that a policy may return. */
class MessagePolicyTest {
    @ParameterizedTest
    @ValueSource(strings = {"From", "v", "Content-Length", "Route", "Expires", "proxy-authorization"})
    void reservedHeadersCannotBeAdded(String name) {
        assertThatThrownBy(() -> Decision.header(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which the server sets");
    }

    @Test
    void decisionWithLineEndIsRefused() {
        assertThatThrownBy(() -> Decision.header("X-A", "b\r\nX-C: d")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> Decision.content("text/plain\r\nX-C: d", new byte[0]))
                .isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> Decision.refuse(403, "a\nb")).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200, 302, 399})
    void policyMayRefuseWithFailureCodesOnly(int code) {
        assertThatThrownBy(() -> Decision.refuse(code, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 20_001})
    void policyDeadlineOutsideOfItsRangeIsRefused(long milliseconds) {
        assertThatThrownBy(
                        () -> new Limited("x", _ -> Decision.pass(), Duration.ofMillis(milliseconds), Decision.pass()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy x: expected a deadline");
    }
}
