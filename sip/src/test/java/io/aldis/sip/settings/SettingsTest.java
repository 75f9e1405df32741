package io.aldis.sip.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {
    public record Retries(int most, Duration pause, boolean enabled, List<String> names) implements Settings<Retries> {
        public Retries {
            names = List.copyOf(names);
            if (most < 1) throw new IllegalArgumentException("most: expected at least 1 but was " + most);
        }
    }

    private static final Retries BEFORE = new Retries(3, Duration.ofSeconds(1), true, List.of("a"));

    @Test
    void copyDiffersInTheNamedComponentsOnly() {
        assertThat(BEFORE.with(Retries::most).of(5).with(Retries::enabled).of(false))
                .isEqualTo(new Retries(5, Duration.ofSeconds(1), false, List.of("a")));
        assertThat(BEFORE).isEqualTo(new Retries(3, Duration.ofSeconds(1), true, List.of("a")));
    }

    @Test
    void valueMayBeMadeOfTheOneBefore() {
        assertThat(BEFORE.with(Retries::pause).by(it -> it.multipliedBy(3)).pause())
                .hasSeconds(3);
    }

    @Test
    void constructorOfTheRecordChecksTheCopy() {
        assertThatThrownBy(() -> BEFORE.with(Retries::most).of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("most: expected at least 1 but was 0");
    }

    @Test
    void lambdaIsRefused() {
        int offset = 1;
        assertThatThrownBy(() -> BEFORE.with((Retries it) -> it.most() + offset).of(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("component: expected a method reference such as ServerSettings::patience");
    }

    @Test
    void methodThatIsNoComponentIsRefused() {
        assertThatThrownBy(() -> BEFORE.with(Retries::hashCode).of(5))
                .hasMessage("component: expected one of Retries but was hashCode");
    }
}
