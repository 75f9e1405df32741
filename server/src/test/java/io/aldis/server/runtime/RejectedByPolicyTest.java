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

/** The rule {@code reject}: 608 must say where the rejected sender can complain (RFC 8688 §3.1); without such an address it is 603. */
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
    void senderWhoIsRejectedHears603WhereNoAddressForComplaintsIsConfigured(String method) {
        bobRejectsStrangers();
        Heard refusal =
                sender.send(Say.request(method, BOB).replace("M1", "MR")).hear("SIP/2.0 603 Decline");
        assertThat(refusal.has("Call-Info")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "INVITE"})
    void senderWhoIsRejectedHears608AndWhereToComplain(String method) {
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
    void senderWhoIsUnwantedHears607AsEver() {
        store.put(TestServer.account("bob", "example.com", "bob").with(Policy.of(List.of("unwanted strangers"))));
        aldis.settles();
        sender.send(message("eve@elsewhere.example")).hear("SIP/2.0 607 Unwanted");
    }
}
