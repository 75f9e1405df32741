package io.aldis.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:5060 | Connection refused",
                "recvAddress(..) failed: Connection reset by peer | Connection reset by peer",
                "finishConnect(..) failed with error(-101): Network is unreachable: host.example/[2001:db8::1]:5061 | Network is unreachable",
                "javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_unknown | Received fatal alert: certificate_unknown",
                "the disk is full | the disk is full"
            })
    void classNamesCallNamesAndErrnosAreLeftOut(String message, String words) {
        assertThat(PlainText.cause(new IOException(message))).isEqualTo(words);
    }

    @Test
    void exceptionWithoutMessageIsDescribed() {
        assertThat(PlainText.cause(new AccessDeniedException("/etc/key.pem"))).isEqualTo("this user has no permission");
        assertThat(PlainText.cause(new ClosedChannelException())).isEqualTo("the connection was closed");
        assertThat(PlainText.cause(new UnknownHostException("a.example")))
                .isEqualTo("there is no address for a.example");
        assertThat(PlainText.cause(new IOException(null, new ClosedChannelException())))
                .isEqualTo("the connection was closed");
        assertThat(PlainText.cause(new IOException())).isEqualTo("no reason was given");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0 s", "PT0.5S, 500 ms", "PT5S, 5 s", "PT90S, 90 s", "PT5M, 5 min", "PT2H, 2 h"})
    void durationsAreWrittenInTheLargestWholeUnit(Duration span, String words) {
        assertThat(PlainText.span(span)).isEqualTo(words);
    }
}
