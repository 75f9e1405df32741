package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.Listen;
import io.aldis.sip.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentBuilderTest {
    @ParameterizedTest
    @ValueSource(strings = {"bob", "sip:example.com", "sips:bob@example.com", "im:bob@example.com", ""})
    void invalidAddressIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agent.builder().address(text))
                .withMessage("address: expected sip:user@domain but was \"" + text + '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "127.0.0.1:x", "a b", "bob@example.com", "example.com;transport=wss", "sips:example.com"})
    void invalidServerIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agent.builder().server(text))
                .withMessage("server: expected host[:port][;transport=udp|tcp|tls] but was \"" + text + '"');
    }

    @Test
    void missingAddressIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agent.builder().open())
                .withMessage("address: expected sip:user@domain but there is none");
    }

    @Test
    void expiryBelowOneSecondIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agent.builder().expires(Duration.ofMillis(999)))
                .withMessage("expires: expected at least 1 s but was PT0.999S");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bob", "sip:example.com", "im:bob", "im:@example.com", "im:bob@", "tel:", "mailto:b@c.d", ""})
    void invalidRecipientIsRefused(String to) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Message.text(to, "Hello"))
                .withMessage(
                        "Expected sip:, sips: or im: and user@domain, or tel: and a number, but was \"" + to + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "/plain", "text/", "text/plain\r\nX: y"})
    void invalidContentTypeIsRefused(String type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Content.Bytes(type, new byte[0]))
                .withMessage("Content type: expected type/subtype but was \"" + type + '"');
    }

    @Test
    void portInUseFailsTheStart() throws IOException {
        try (var taken = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            var builder = Agent.builder()
                    .address("sip:alice@example.com")
                    .listen(new Listen(Transport.UDP, "127.0.0.1", taken.getLocalPort()));
            assertThatThrownBy(builder::open)
                    .isInstanceOf(AgentStartException.class)
                    .hasMessageStartingWith("Cannot listen on udp:127.0.0.1:" + taken.getLocalPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]:5060", "localhost"})
    void agentOfALocalServerListensOnLoopbackOnly(String server) {
        var builder = Agent.builder().address("sip:alice@example.com").server(server);
        try (var alice = builder.open()) {
            assertThat(alice.bound())
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(each.address().getAddress().isLoopbackAddress())
                            .isTrue());
        }
    }

    @Test
    void agentWithoutServerListensOnAllAddresses() {
        try (var alice = Agent.builder().address("sip:alice@example.com").open()) {
            assertThat(alice.bound())
                    .extracting(each -> each.address().getAddress().isAnyLocalAddress())
                    .containsOnly(true);
        }
    }
}
