package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final List<String> read = new ArrayList<>();
    private final Recent<String> recent = new Recent<>(2, this::read);

    private String read(String text) {
        read.add(text);
        if (text.startsWith("bad")) throw new SyntaxException("word", "a good one", text);
        return "value of " + text;
    }

    @Test
    void cachedTextIsNotParsedAgain() {
        assertThat(recent.read("sip:alice@example.com")).isEqualTo("value of sip:alice@example.com");
        assertThat(recent.read("sip:alice@example.com")).isEqualTo("value of sip:alice@example.com");
        assertThat(read).containsExactly("sip:alice@example.com");
    }

    @Test
    void textsInOneSlotAreNotConfused() {
        for (int round = 0; round < 2; round++)
            for (int i = 0; i < 50; i++) assertThat(recent.read("user" + i)).isEqualTo("value of user" + i);
    }

    /** Both have the same hash code. */
    @Test
    void textsWithTheSameHashAreNotConfused() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        assertThat(recent.read("Aa")).isEqualTo("value of Aa");
        assertThat(recent.read("BB")).isEqualTo("value of BB");
    }

    @Test
    void invalidTextIsRefusedEachTime() {
        for (int i = 0; i < 2; i++) assertThatThrownBy(() -> recent.read("bad")).isInstanceOf(SyntaxException.class);
        assertThat(read).containsExactly("bad", "bad");
    }

    @Test
    void longTextIsNotCached() {
        String text = "x".repeat(101);
        recent.read(text);
        recent.read(text);
        assertThat(read).hasSize(2);
    }
}
