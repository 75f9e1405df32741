package io.aldis.lab;

import io.aldis.agent.Agent;
import io.aldis.net.Listen;
import io.aldis.sip.Transport;
import java.util.Locale;

/** Where an agent of a test listens. */
final class Listening {
    private Listening() {}

    static Listen on(String transport) {
        return new Listen(Transport.valueOf(transport.toUpperCase(Locale.ROOT)), "127.0.0.1", 0);
    }

    static int port(Agent agent, String transport) {
        return agent.bound().stream()
                .filter(bound -> bound.transport().parameter().equals(transport))
                .findFirst()
                .orElseThrow()
                .address()
                .getPort();
    }
}
