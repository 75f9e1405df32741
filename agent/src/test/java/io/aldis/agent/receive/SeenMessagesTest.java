package io.aldis.agent.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeenMessagesTest {
    private static SipRequest message(String callId) {
        return SipRequest.builder(Method.MESSAGE, Uri.parse("sip:b@c"))
                .header(HeaderName.FROM, "<sip:a@b>;tag=1")
                .header(HeaderName.TO, "<sip:b@c>")
                .header(HeaderName.CALL_ID, callId)
                .header(HeaderName.CSEQ, "1 MESSAGE")
                .body("x".getBytes(StandardCharsets.UTF_8))
                .build();
    }

    @Test
    void seenMessageIsForgottenAfterItsTime() {
        var seen = new SeenMessages(Duration.ofSeconds(32));
        long second = 1_000_000_000L;
        long start = Long.MAX_VALUE - second;
        assertThat(seen.isNew(message("1"), start)).isTrue();
        assertThat(seen.isNew(message("1"), start + 31 * second)).isFalse();
        assertThat(seen.isNew(message("1"), start + 32 * second)).isTrue();
        seen.forget(message("1"));
        assertThat(seen.isNew(message("1"), start + 33 * second)).isTrue();
    }

    @Test
    void memoryOfSeenMessagesIsLimited() {
        var seen = new SeenMessages(Duration.ofSeconds(32));
        for (int i = 0; i <= SeenMessages.CAPACITY; i++)
            assertThat(seen.isNew(message("n" + i), i)).isTrue();
        assertThat(seen.isNew(message("n2"), SeenMessages.CAPACITY + 1)).isFalse();
        assertThat(seen.isNew(message("n0"), SeenMessages.CAPACITY + 1)).isTrue();
    }
}
