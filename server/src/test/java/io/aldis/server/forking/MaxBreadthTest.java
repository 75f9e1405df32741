package io.aldis.server.forking;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Requests;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaxBreadthTest {
    private static MaxBreadth of(String line) {
        return MaxBreadth.of(Requests.request("MESSAGE", "sip:bob@example.com", line));
    }

    @ParameterizedTest
    @CsvSource({
        "60, 3, 60",
        "7, 3, 7",
        "1, 1, 1",
        "12, 12, 12",
        "1000, 2, 60",
        "99999999999, 2, 60",
        "x, 2, 60",
        "'9\nMax-Breadth: 4', 2, 4",
        "'4\nMax-Breadth: 9\nMax-Breadth: 60', 3, 4"
    })
    @Tag("5393-5.3.3-02")
    void sharesAddUpToMaxBreadth(String said, int copies, int whole) {
        MaxBreadth breadth = of("Max-Breadth: " + said + "\n");
        assertThat(breadth.allows(copies)).isTrue();
        assertThat(IntStream.range(0, copies)
                        .map(i -> breadth.share(i, copies).whole())
                        .sum())
                .isEqualTo(whole);
        assertThat(IntStream.range(0, copies).map(i -> breadth.share(i, copies).whole()))
                .allMatch(share -> share > 0);
    }

    @Test
    @Tag("5393-5.3.3-01")
    void missingMaxBreadthIs60WhenForking() {
        assertThat(of("").share(0, 1).present()).isFalse();
        assertThat(of("").share(0, 2)).isEqualTo(new MaxBreadth(true, 30));
    }

    @Test
    @Tag("5393-5.3.3-03")
    void numberOfCopiesIsLimitedByMaxBreadth() {
        assertThat(of("Max-Breadth: 2\n").allows(2)).isTrue();
        assertThat(of("Max-Breadth: 2\n").allows(3)).isFalse();
        assertThat(of("Max-Breadth: 0\n").allows(1)).isFalse();
    }
}
