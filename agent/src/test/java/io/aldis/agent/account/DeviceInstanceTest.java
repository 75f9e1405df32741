package io.aldis.agent.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.AgentStartException;
import io.aldis.sip.HeaderName;
import io.aldis.testkit.ScriptedPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The instance id that an agent registers with (RFC 5626 §4.1). Each test uses its own account, since other processes run tests, too. */
class DeviceInstanceTest {
    private final String account = "sip:" + UUID.randomUUID() + "@example.com";

    @TempDir
    private Path folder;

    private AgentBuilder agent() {
        return Agent.builder().address(account);
    }

    private static UUID openedAndClosed(AgentBuilder builder) {
        try (var agent = builder.open()) {
            return agent.instance();
        }
    }

    /** Another process with an agent of that account. */
    public static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] arguments) throws IOException {
            try (var agent = Agent.builder().address(arguments[0]).open()) {
                System.out.println(agent.instance());
                while (System.in.read() >= 0) continue;
            }
        }

        static Process start(String account) throws IOException {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherProcess.class.getName(),
                            account)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }

        /** Logging may write to the same output. */
        static UUID instance(Process process) throws IOException {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                return reader.lines()
                        .filter(line -> line.matches("[0-9a-f-]{36}"))
                        .findFirst()
                        .map(UUID::fromString)
                        .orElseThrow();
            }
        }
    }

    @Test
    @Tag("5626-4.1-01")
    void defaultInstanceIsTheSameAfterARestart() {
        assertThat(openedAndClosed(agent())).isEqualTo(openedAndClosed(agent()));
    }

    @Test
    void defaultInstanceIsRegistered() throws IOException {
        try (var server = ScriptedPeer.udp().thenBind(600).thenAnswer(200);
                var agent = agent().server(server.address()).open()) {
            agent.register();
            assertThat(server.heard().header(HeaderName.CONTACT)).contains("urn:uuid:" + agent.instance());
        }
    }

    @Test
    void twoAgentsOfOneAccountInOneProcessAreTwoDevices() {
        UUID first;
        UUID second;
        try (var one = agent().open();
                var other = agent().open()) {
            first = one.instance();
            second = other.instance();
        }
        assertThat(second).isNotEqualTo(first);
        try (var one = agent().open();
                var other = agent().open()) {
            assertThat(one.instance()).isEqualTo(first);
            assertThat(other.instance()).isEqualTo(second);
        }
    }

    @Test
    void twoProcessesOfOneAccountAreTwoDevicesUntilOneIsKilled() throws Exception {
        UUID first = openedAndClosed(agent());
        Process other = OtherProcess.start(account);
        try {
            assertThat(OtherProcess.instance(other)).isEqualTo(first);
            assertThat(openedAndClosed(agent())).isNotEqualTo(first);
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(openedAndClosed(agent())).isEqualTo(first);
    }

    @Test
    void accountsHaveDifferentInstanceIds() {
        assertThat(openedAndClosed(agent()))
                .isNotEqualTo(openedAndClosed(agent().address("sip:" + UUID.randomUUID() + "@example.com")));
    }

    @Test
    void agentThatFailedToOpenReleasesItsInstance() {
        UUID first = openedAndClosed(agent());
        assertThatThrownBy(() -> agent().listen(io.aldis.net.Listen.parse("udp:192.0.2.1:5060"))
                        .open())
                .isInstanceOf(AgentStartException.class);
        assertThat(openedAndClosed(agent())).isEqualTo(first);
    }

    @Test
    void namedInstanceIsTheSameOnEveryMachine() {
        UUID lamp = openedAndClosed(agent().instance("lamp"));
        assertThat(openedAndClosed(agent().instance("lamp"))).isEqualTo(lamp);
        assertThat(openedAndClosed(agent().instance("bell"))).isNotEqualTo(lamp);
        assertThat(openedAndClosed(agent().address("sip:a@example.com").instance("lamp")))
                .isEqualTo(UUID.fromString(NAMED_LAMP));
        assertThatThrownBy(() -> agent().instance(" ")).hasMessage("instance: expected a name but was \" \"");
    }

    /** MD5 of the account, "name" and "lamp", as RFC 4122 version 3: it must not change with a release. */
    private static final String NAMED_LAMP = "9619411b-4bb1-3773-8078-ce47a36a69fb";

    @Test
    void instanceFileKeepsTheId() throws IOException {
        Path file = folder.resolve("new/instance");
        UUID first = openedAndClosed(agent().instanceFile(file));
        assertThat(file).hasContent(first + "\n");
        assertThat(openedAndClosed(agent().instanceFile(file))).isEqualTo(first);
        UUID own = UUID.randomUUID();
        Files.writeString(file, "  " + own);
        assertThat(openedAndClosed(agent().instanceFile(file))).isEqualTo(own);
    }

    @Test
    void instanceFileIsUsedByOneAgentAtATime() {
        Path file = folder.resolve("instance");
        try (var first = agent().instanceFile(file).open()) {
            assertThatThrownBy(() -> agent().instanceFile(file).open())
                    .isInstanceOf(AgentStartException.class)
                    .hasMessageContaining("is used by another agent");
            assertThat(first.instance()).isNotNull();
        }
    }

    @Test
    void invalidInstanceFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("instance"), "kitchen");
        assertThatThrownBy(() -> agent().instanceFile(file).open())
                .isInstanceOf(AgentStartException.class)
                .hasMessageEndingWith("but was \"kitchen\"");
        assertThat(file).hasContent("kitchen");
    }
}
