package io.aldis.net.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void expiredAndNotYetValidAndSoonExpiringAreTold() throws Exception {
        assertThat(CertificateDates.wrong(certificate(days(-9), days(-1)), NOW).orElseThrow())
                .startsWith("EXPIRED at 2026-11-22T12:00:00Z")
                .contains("CN=sip");
        assertThat(CertificateDates.wrong(certificate(days(1), days(90)), NOW).orElseThrow())
                .startsWith("is NOT YET VALID, before 2026-11-24T12:00:00Z");
        assertThat(CertificateDates.wrong(certificate(days(-1), days(13)), NOW).orElseThrow())
                .startsWith("expires at 2026-12-06T12:00:00Z, in 13 days");
        assertThat(CertificateDates.wrong(certificate(days(-1), days(15)), NOW)).isEmpty();
    }

    @Test
    void theyAreTriedAgainEachDay() {
        var now = new AtomicReference<>(NOW);
        var dates = new CertificateDates(now::get);
        assertThat(dates.due()).isTrue();
        dates.warn(Map.of());
        assertThat(dates.due()).isFalse();
        now.set(NOW.plus(Duration.ofHours(23)));
        assertThat(dates.due()).isFalse();
        now.set(days(1));
        assertThat(dates.due()).isTrue();
    }
}
