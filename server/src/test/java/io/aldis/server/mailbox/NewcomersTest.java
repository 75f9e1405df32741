package io.aldis.server.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.server.DeviceTraits;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Recently registered new devices. */
class NewcomersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Newcomers newcomers = new Newcomers();

    private static Aor account(int number) {
        return new Aor("u" + number, "example.com");
    }

    private void registers(Aor account, String id, Instant at) {
        newcomers.expect(account);
        newcomers.add(account, List.of(new Sighting(id, DeviceTraits.UNKNOWN, Reached.UNKNOWN)), List.of(), at);
    }

    @Test
    void devicesRegisteredSinceATimeAreFound() {
        registers(account(1), "early", NOW);
        registers(account(1), "late", NOW.plusSeconds(2));
        registers(account(2), "other", NOW.plusSeconds(2));
        assertThat(newcomers.after(account(1), NOW.plusSeconds(1))).containsExactly("late");
        registers(account(1), "early", NOW.plusSeconds(3));
        assertThat(newcomers.after(account(1), NOW.plusSeconds(1))).containsExactlyInAnyOrder("late", "early");
        assertThat(newcomers.after(account(3), NOW)).isEmpty();
    }

    @Test
    void deviceIsNoNewcomerAfterFiveMinutes() {
        registers(account(1), "old", NOW);
        registers(account(2), "new", NOW.plus(Duration.ofMinutes(6)));
        assertThat(newcomers.after(account(1), NOW.minusSeconds(1))).isEmpty();
    }

    @Test
    void oldestNewcomerIsDroppedWhenThereAreTooMany() {
        for (int i = 0; i <= 10_000; i++) registers(account(i), "a", NOW);
        assertThat(newcomers.after(account(0), NOW.minusSeconds(1))).isEmpty();
        assertThat(newcomers.after(account(1), NOW.minusSeconds(1))).containsExactly("a");
    }

    /** Ten thousand entries at each look-up would be ten billion steps here. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void lookupDoesNotScanOtherAccounts() {
        for (int i = 0; i < 10_000; i++) registers(account(i), "a", NOW);
        int found = 0;
        for (int i = 0; i < 1_000_000; i++)
            found += newcomers.after(account(i % 10_000), NOW.minusSeconds(1)).size();
        assertThat(found).isEqualTo(1_000_000);
    }
}
