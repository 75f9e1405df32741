import io.aldis.agent.Agent;
import io.aldis.net.Listen;

/** An agent that does nothing: says when it is open, and stays until its input ends. Run by lab/bench/footprint. */
void main() throws java.io.IOException {
    try (var _ = Agent.builder().address("sip:nobody@example.com").listen(Listen.parse("udp:127.0.0.1:0"), Listen.parse("tcp:127.0.0.1:0")).open()) {
        IO.println("open");
        System.in.read();
    }
}
