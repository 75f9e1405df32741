package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

class ServerCountsTest {
    private final Logger counts = (Logger) LoggerFactory.getLogger(ServerCounts.class);
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        log.start();
        counts.addAppender(log);
    }

    @AfterEach
    void end() {
        counts.setLevel(null);
        counts.detachAppender(log);
    }

    /** The first line comes at once. */
    @Test
    void countsAreLoggedAtDebugLevel() throws InterruptedException {
        counts.setLevel(Level.DEBUG);
        try (var _ = TestServer.open(TestServer.SETTINGS)) {
            assertThat(Optional.ofNullable(lines.poll(20, TimeUnit.SECONDS)))
                    .hasValueSatisfying(line -> assertThat(line)
                            .startsWith("transactions 0 (unanswered 0), alarms ")
                            .endsWith("connections 0, requests 0, responses 0, malformed 0, stray 0"));
        }
    }

    /** What would be said is heard here even if it is thrown away: making it would cost something. */
    @Test
    void countsAreNotComputedWithoutDebugLevel() {
        var made = new LinkedBlockingQueue<String>();
        var every = new TurboFilter() {
            @Override
            public FilterReply decide(
                    Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
                if (logger == counts && format != null) made.add(format);
                return FilterReply.NEUTRAL;
            }
        };
        counts.getLoggerContext().addTurboFilter(every);
        try (var aldis = TestServer.open(TestServer.SETTINGS)) {
            aldis.server.waiting(); // after whatever was begun at the start
            assertThat(made).isEmpty();
        } finally {
            counts.getLoggerContext().getTurboFilterList().remove(every);
        }
        assertThat(lines).isEmpty();
    }
}
