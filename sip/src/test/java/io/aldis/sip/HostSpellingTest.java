package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostSpellingTest {
    @ParameterizedTest
    @CsvSource({
        "Example.COM, example.com",
        "example.com., example.com",
        "example.com.., example.com",
        "., .",
        "1.example, 1.example",
        "example.1a, example.1a",
        "a-1.example, a-1.example",
        "127.0.0.1, 127.0.0.1",
        "127.0.0.1., 127.0.0.1",
        "127.1, 127.0.0.1",
        "127.0.1, 127.0.0.1",
        "0x7F.1, 127.0.0.1",
        "0177.0.0.1, 127.0.0.1",
        "2130706433, 127.0.0.1",
        "0x7f000001, 127.0.0.1",
        "0, 0.0.0.0",
        "192.0.2.256, 192.0.2.256",
        "[::1], [0:0:0:0:0:0:0:1]",
        "[0:0::1], [0:0:0:0:0:0:0:1]",
        "[::], [0:0:0:0:0:0:0:0]",
        "[2001:DB8::1], [2001:db8:0:0:0:0:0:1]",
        "[::ffff:192.0.2.1], 192.0.2.1",
        "[::FFFF:c000:0201], 192.0.2.1",
        "[::192.0.2.1], 192.0.2.1",
        "[64:ff9b::c000:201], 192.0.2.1",
        "[zz], [zz]"
    })
    void everySpellingOfAHostIsNormalized(String written, String one) {
        assertThat(HostPort.oneSpelling(written)).isEqualTo(one);
        assertThat(HostPort.oneSpelling(one)).isEqualTo(one);
    }
}
