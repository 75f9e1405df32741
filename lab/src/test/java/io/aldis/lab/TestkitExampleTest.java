package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Example of a test of a program that sends messages: the server is a {@link ScriptedPeer}. */
class TestkitExampleTest {
    /** The program. */
    private static boolean alarm(String server, String text) {
        try (var watch =
                Agent.builder().address("sip:watch@example.com").server(server).open()) {
            Outcome outcome =
                    watch.send(Message.text("sip:bridge@example.com", text).withPriority("emergency"));
            return outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Accepted;
        }
    }

    @Test
    void alarmIsSentAsAnEmergency() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(202)) {
            assertThat(alarm(server.address(), "Fire in the galley")).isTrue();
            assertThat(server.heard().text())
                    .contains("\r\nPriority: emergency\r\n")
                    .endsWith("Fire in the galley");
        }
    }

    @Test
    void refusedAlarmIsReported() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(603)) {
            assertThat(alarm(server.address(), "Fire in the galley")).isFalse();
        }
    }
}
