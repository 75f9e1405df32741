package io.aldis.net.udp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendSlotsTest {
    private static final int MANY = 2000;

    private final SendSlots slots = new SendSlots(UnpooledByteBufAllocator.DEFAULT);

    @AfterEach
    void release() {
        slots.release();
    }

    private static byte[] octets(String text) {
        return text.getBytes(US_ASCII);
    }

    @Test
    void eachWaitingBufferKeepsItsContent() {
        List<ByteBuf> waiting = new ArrayList<>();
        for (int i = 0; i < MANY; i++) waiting.add(slots.holding(octets("MESSAGE " + i)));
        for (int i = 0; i < MANY; i++) {
            assertThat(waiting.get(i).toString(US_ASCII)).isEqualTo("MESSAGE " + i);
            waiting.get(i).release();
        }
    }

    @Test
    void releasedSlotIsReused() {
        long places = IntStream.range(0, MANY)
                .mapToLong(i -> {
                    ByteBuf buffer = slots.holding(octets("MESSAGE " + i));
                    assertThat(buffer.toString(US_ASCII)).isEqualTo("MESSAGE " + i);
                    buffer.release();
                    return System.identityHashCode(buffer);
                })
                .distinct()
                .count();
        assertThat(places).isLessThan(MANY / 2);
    }

    @Test
    void largeDatagramHasABufferOfItsOwn() {
        ByteBuf large = slots.holding(new byte[65_507]);
        assertThat(large.readableBytes()).isEqualTo(65_507);
        assertThat(large.release()).isTrue();
    }

    @Test
    void waitingBufferSurvivesTheCloseOfTheSlots() {
        ByteBuf waiting = slots.holding(octets("MESSAGE"));
        slots.release();
        assertThat(waiting.toString(US_ASCII)).isEqualTo("MESSAGE");
        assertThat(waiting.release()).isTrue();
    }
}
