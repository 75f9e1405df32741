package io.aldis.net.stream;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Warns of certificates that are expired, not yet valid, or expire within {@link #AHEAD} (14 days): at start, when the files have changed, and
 * once a day. For one thread at a time.
 */
final class CertificateDates {
    static final Duration AHEAD = Duration.ofDays(14);
    private static final Duration AGAIN = Duration.ofDays(1);

    private final InstantSource clock;
    private final Consumer<String> warning;
    private Optional<Instant> next = Optional.empty();

    /** @param warning receives each warning as a sentence */
    CertificateDates(InstantSource clock, Consumer<String> warning) {
        this.clock = clock;
        this.warning = warning;
    }

    /** Checks the dates when the files have changed or the last check is a day ago. @param chains by the clients that they are for, in words */
    void look(boolean changed, Map<String, List<X509Certificate>> chains) {
        Instant now = clock.instant();
        if (!changed && next.filter(now::isBefore).isPresent()) return;
        next = Optional.of(now.plus(AGAIN));
        chains.forEach((whom, chain) -> chain.forEach(each -> wrong(each, now)
                .ifPresent(what -> warning.accept("TLS: a certificate that " + whom + " is shown " + what))));
    }

    /** What is wrong with the dates of that certificate, in words; empty when it is valid for at least {@link #AHEAD}. */
    static Optional<String> wrong(X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        String name = ": subject=" + certificate.getSubjectX500Principal().getName() + ": peers refuse it; renew it";
        if (now.isAfter(until)) return Optional.of("EXPIRED at " + until + name);
        if (now.isBefore(from)) return Optional.of("is NOT YET VALID, before " + from + name);
        long days = Duration.between(now, until).toDays();
        return now.plus(AHEAD).isAfter(until)
                ? Optional.of("expires at " + until + ", in " + days + " days" + name.replace("refuse", "will refuse"))
                : Optional.empty();
    }
}
