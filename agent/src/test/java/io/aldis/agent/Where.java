package io.aldis.agent;

import java.net.InetSocketAddress;

/** Where an agent of a test listens. */
final class Where {
    private Where() {}

    /** The first of its sockets, which takes datagrams. */
    static InetSocketAddress at(Agent agent) {
        return agent.bound().getFirst().address();
    }
}
