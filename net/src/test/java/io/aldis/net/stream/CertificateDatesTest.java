package io.aldis.net.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TlsSettings;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CertificateDatesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    private Path folder;

    private X509Certificate certificate(Instant from, Instant until) throws Exception {
        Holder holder = Holder.of("sip", "dns:example.com").fromThen(from).until(until);
        return Pem.certificates(
                        new TestAuthority("Test").issue(folder, "own", holder).certificate())
                .getFirst();
    }

    private static Instant days(long days) {
        return NOW.plus(Duration.ofDays(days));
    }

    @Test
    void expiredNotYetValidAndExpiringCertificatesAreReported() throws Exception {
        assertThat(CertificateDates.wrong(certificate(days(-9), days(-1)), NOW).orElseThrow())
                .startsWith("EXPIRED at 2026-11-22T12:00:00Z")
                .contains("CN=sip");
        assertThat(CertificateDates.wrong(certificate(days(1), days(90)), NOW).orElseThrow())
                .startsWith("is NOT YET VALID, before 2026-11-24T12:00:00Z");
        assertThat(CertificateDates.wrong(certificate(days(-1), days(13)), NOW).orElseThrow())
                .startsWith("expires at 2026-12-06T12:00:00Z, in 13 days");
        assertThat(CertificateDates.wrong(certificate(days(-1), days(15)), NOW)).isEmpty();
    }

    /** The server calls {@link TlsContext#renew} every two seconds. */
    @Test
    void certificateInUseIsCheckedDailyFromFourteenDaysBeforeItsEnd() throws Exception {
        Holder holder = Holder.of("sip", "dns:example.com").fromThen(days(-80)).until(days(20));
        var own = new TestAuthority("Test").issue(folder, "own", holder);
        var now = new AtomicReference<>(NOW);
        var log = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(TlsContext.class);
        log.start();
        logger.addAppender(log);
        try {
            var context = TlsContext.open(new TlsSettings(Optional.of(own), Optional.empty()), now::get);
            for (int hour = 1; hour <= 22 * 24; hour++) {
                now.set(NOW.plus(Duration.ofHours(hour)));
                assertThat(context.renew()).isFalse();
            }
        } finally {
            logger.detachAppender(log);
        }
        var warnings = log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
        assertThat(warnings).hasSize(16).allMatch(line -> line.contains("a certificate that everybody is shown"));
        assertThat(warnings.getFirst()).contains("expires at 2026-12-13T12:00:00Z, in 13 days");
        assertThat(warnings.getLast()).contains("EXPIRED at 2026-12-13T12:00:00Z");
    }

    @Test
    void warningIsRepeatedDailyUntilTheCertificateIsRenewed() throws Exception {
        var now = new AtomicReference<>(NOW);
        var said = new ArrayList<String>();
        var dates = new CertificateDates(now::get, said::add);
        var old = Map.of("everybody", List.of(certificate(days(-80), days(10))));
        dates.look(true, old);
        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("TLS: a certificate that everybody is shown expires at 2026-12-03T12:00:00Z, in 10 days");
        now.set(NOW.plus(Duration.ofHours(23)));
        dates.look(false, old);
        assertThat(said).hasSize(1);
        for (int day = 1; day <= 11; day++) {
            for (int hour = 0; hour < 24; hour++) {
                now.set(days(day).plus(Duration.ofHours(hour)));
                dates.look(false, old);
            }
            assertThat(said).hasSize(day + 1);
        }
        assertThat(said.getLast()).contains("EXPIRED at 2026-12-03T12:00:00Z");
        var renewed = Map.of("everybody", List.of(certificate(days(-1), days(80))));
        dates.look(true, renewed);
        now.set(days(30));
        dates.look(false, renewed);
        assertThat(said).hasSize(12);
    }
}
