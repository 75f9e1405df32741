package io.aldis.agent.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.AgentSettings;
import io.aldis.agent.Screening;
import io.aldis.sip.Uri;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockListTest {
    private static BlockList of(String pattern) {
        return BlockList.of(List.of(new AgentSettings.Block(pattern, Screening.refuse(403))));
    }

    @Test
    void blockPatternIsComparedWithTheFromAddress() {
        BlockList list = of("SIP:a.b*@Example.COM");
        assertThat(list.answer(Uri.parse("sip:a.bc@example.com"))).isPresent();
        assertThat(list.answer(Uri.parse("sip:axb@example.com"))).isEmpty();
        assertThat(list.answer(Uri.parse("sip:A.B@example.com"))).isEmpty();
        assertThat(list.answer(Uri.parse("sip:example.com"))).isEmpty();
        assertThat(of("sip:spam.example").answer(Uri.parse("sip:SPAM.example:5070")))
                .isPresent();
    }
}
