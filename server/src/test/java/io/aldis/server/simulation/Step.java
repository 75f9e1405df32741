package io.aldis.server.simulation;

/**
 * One step of a history. All that it does depends on its numbers and on the state that it meets, so that a history still means something when
 * other steps are left out.
 *
 * @param who number of a phone, or of a sender
 * @param choice what else the action needs
 */
record Step(Action action, int who, int choice) {
    enum Action {
        /** A sender writes to bob. */
        SEND,
        /** A phone that is there refreshes its binding; one that is away comes back, as it was. */
        REGISTER,
        /** A phone registers from another port, with another user part, or over another connection. */
        MOVE,
        /** A phone unregisters and is away. */
        LEAVE,
        /** A phone loses its network, but not its memory. */
        SLEEP,
        /** A phone loses its network and its memory. */
        CRASH,
        /** A phone that is away comes back with a new Call-ID and a new contact. */
        RESTART,
        /** The connection of a phone is closed, and the server sees that. */
        DISCONNECT,
        /** From now on a phone answers otherwise. */
        BEHAVE,
        /** A phone answers 200 to what it has not answered yet. */
        ANSWER,
        WAIT,
        /** The server is killed, in the middle of its work, and started. */
        KILL
    }

    @Override
    public String toString() {
        return action + " " + who + " " + choice;
    }
}
