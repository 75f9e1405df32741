package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CancelIndexTest {
    private static final long KEEP = 1000;

    private final CancelIndex index = new CancelIndex(KEEP, 4711);

    private static String message(int i) {
        return Given.MESSAGE.replaceFirst("branch=[^\n;]+", "branch=z9hG4bKm" + i);
    }

    private boolean matches(String request, long now) {
        String cancel = request.replaceFirst("^MESSAGE", "CANCEL").replaceFirst("(CSeq: \\d+) MESSAGE", "$1 CANCEL");
        return index.matches(Given.request(cancel), now);
    }

    @Test
    @Tag("3261-9.2-01")
    void cancelMatchesItsOwnRequestOnly() {
        index.add(Given.request(message(1)), 0);
        assertThat(matches(message(1), 0)).isTrue();
        assertThat(matches(message(2), 0)).isFalse();
        assertThat(matches(message(1).replaceFirst("CSeq: \\d+", "CSeq: 99"), 0))
                .isFalse();
    }

    @Test
    void requestIsKeptForItsTimeAndForgottenAfterTwiceThat() {
        for (int i = 0; i < 5000; i++) index.add(Given.request(message(i)), i / 10);
        for (int i = 0; i < 5000; i++)
            assertThat(matches(message(i), KEEP + i / 10)).isTrue();
        for (int i = 0; i < 5000; i++) assertThat(matches(message(i), 3 * KEEP)).isFalse();
    }
}
