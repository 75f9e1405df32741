package io.aldis.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateExecutorTest {
    @Test
    void whatComesEarlyWaitsAndKeepsItsOrder() {
        var late = new LateExecutor();
        List<Integer> ran = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            late.execute(() -> ran.add(number));
        }
        assertThat(ran).isEmpty();
        late.is(Runnable::run);
        late.execute(() -> ran.add(4));
        assertThat(ran).containsExactly(1, 2, 3, 4);
    }
}
