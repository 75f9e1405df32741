package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Policy;
import io.aldis.server.ServerSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule {@code reject}: 608 needs a redress address for the rejected sender (RFC 8688 §3.1); without one it is 603. */
class RejectedByPolicyTest extends ServerWithPasswords {
    private ServerSettings settings = TestServer.SETTINGS;

    @Override
    ServerSettings settings() {
        return settings;
    }

    private void bobRejectsStrangers() {
        store.put(TestServer.account("bob", "example.com", "bob").with(Policy.of(List.of("reject strangers"))));
        aldis.settles();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "INVITE"})
    void rejectedSenderGets603WithoutARedressAddress(String method) {
        bobRejectsStrangers();
        Heard refusal =
                sender.send(Say.request(method, BOB).replace("M1", "MR")).hear("SIP/2.0 603 Decline");
        assertThat(refusal.has("Call-Info")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "INVITE"})
    void rejectedSenderGets608WithTheRedressAddress(String method) {
        var card = Optional.of(URI.create("https://example.com/complaints.jws"));
        close();
        settings = TestServer.SETTINGS.with(ServerSettings::redressCard).of(card);
        open();
        bobRejectsStrangers();
        Heard refusal =
                sender.send(Say.request(method, BOB).replace("M1", "MR")).hear("SIP/2.0 608 Rejected");
        assertThat(refusal.header("Call-Info")).isEqualTo("<https://example.com/complaints.jws>;purpose=jwscard");
    }

    @Test
    void unwantedSenderGets607() {
        store.put(TestServer.account("bob", "example.com", "bob").with(Policy.of(List.of("unwanted strangers"))));
        aldis.settles();
        sender.send(message("eve@elsewhere.example")).hear("SIP/2.0 607 Unwanted");
    }
}
