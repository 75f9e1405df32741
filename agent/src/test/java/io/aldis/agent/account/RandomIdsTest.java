package io.aldis.agent.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RandomIdsTest {
    private static final int MANY = 1_000;

    private final RandomIds tokens = new RandomIds();

    private static void differ(Supplier<String> drawn, int bits) {
        var seen = new HashSet<String>();
        for (int i = 0; i < MANY; i++) seen.add(drawn.get());
        assertThat(seen)
                .hasSize(MANY)
                .allSatisfy(each -> assertThat(each.length() * 4).isGreaterThanOrEqualTo(bits));
    }

    /** RFC 3261 §19.3: 32 random bits at least. */
    @Test
    @Tag("3261-8.1.1.3-01")
    void tagsAreUnique() {
        differ(tokens::tag, 80);
    }

    @Test
    @Tag("3261-8.1.1.4-01")
    void callIdsAreUnique() {
        differ(tokens::callId, 128);
    }
}
