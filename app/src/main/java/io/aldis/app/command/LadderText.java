package io.aldis.app.command;

import io.aldis.app.command.Ladder.Packet;
import io.aldis.app.command.Ladder.Rungs;
import io.aldis.net.endpoint.SipEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Formats the exchange as RFC 3428 §10 does: figure 1, and the packets F1 to F4. */
final class LadderText {
    private static final String FIGURE = """
               user1               server               user2
                 |  F1 MESSAGE        |                    |
                 |------------------->|  F2 MESSAGE        |
                 |                    |------------------->|
                 |                    |  F3 200 OK         |
                 |                    |<-------------------|
                 |  F4 200 OK         |                    |
                 |<-------------------|                    |
            """;

    private final String server;

    LadderText(SipEndpoint.Bound server) {
        this.server = "server (" + server.sentBy() + ")";
    }

    String of(Rungs rungs) {
        return FIGURE
                + rung("F1", rungs.f1(), "user1")
                + rung("F2", rungs.f2(), "user2")
                + rung("F3", rungs.f3(), "user2")
                + rung("F4", rungs.f4(), "user1");
    }

    private String rung(String name, Packet packet, String user) {
        String peer = user + " (127.0.0.1:" + packet.peer().getPort() + ")";
        String way = packet.in() ? peer + " -> " + server : server + " -> " + peer;
        byte[] bytes = packet.message().bytes();
        String text = new String(bytes, StandardCharsets.UTF_8);
        return "\n" + name + "  " + way + ", UDP, " + bytes.length + " octets\n\n"
                + text.lines().map(line -> ("   " + line).stripTrailing()).collect(Collectors.joining("\n", "", "\n"));
    }
}
