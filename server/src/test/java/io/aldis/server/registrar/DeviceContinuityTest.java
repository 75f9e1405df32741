package io.aldis.server.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceTraits;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The device that a nameless contact continues. */
class DeviceContinuityTest {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String CONTACT = "sip:bob@192.0.2.1:5060";

    private static Known known(String id, String callId, int seen) {
        return new Known(
                new Device(BOB, id),
                new DeviceTraits(CONTACT, callId, "phone"),
                Reached.UNKNOWN,
                NOW.minusSeconds(seen));
    }

    private static String deviceOf(List<Known> known) {
        var fresh = new Binding(
                SipUri.parse(CONTACT), "", NOW.plusSeconds(60), "mine", 1, List.of(), "", "", "", NOW, "phone", "");
        return new DeviceContinuity(known, List.of()).deviceOf(fresh, Optional.empty(), List.of());
    }

    /** All had this contact, some of them with this Call-ID. */
    @Test
    void choiceIsIndependentOfTheOrderOfTheDevices() {
        var known = new ArrayList<Known>();
        for (int i = 0; i < 40; i++)
            known.add(known("sip:" + i + "@x", i % 3 == 0 ? "mine" : "other" + i, 100 + i * 7 % 40));
        for (int seed = 0; seed < 200; seed++) {
            Collections.shuffle(known, new Random(seed));
            assertThat(deviceOf(known)).as("seed " + seed).isEqualTo("sip:0@x");
        }
    }

    @Test
    void contactContinuesTheLatestDeviceOfTheSameClient() {
        assertThat(deviceOf(List.of(known("sip:a@x", "mine", 9), known("sip:b@x", "mine", 5))))
                .isEqualTo("sip:b@x");
    }

    @Test
    void contactOfAnotherClientContinuesTheDeviceThatIsAbsentLongest() {
        assertThat(deviceOf(List.of(known("sip:a@x", "other", 9), known("sip:b@x", "another", 5))))
                .isEqualTo("sip:a@x");
    }
}
