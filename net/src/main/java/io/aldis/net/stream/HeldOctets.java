package io.aldis.net.stream;

/** Octets that one connection holds, as it reports them to the {@link Budget}. For the event loop of the connection. */
final class HeldOctets {
    /** Of messages that are queued until the connection is established. */
    private long queued;
    /** Of messages that are not whole in a carrier. */
    private long inCarrier;
    /** Of records that are not whole in TLS. */
    private long inTls;

    private long reported;

    void queued(int octets) {
        queued += octets;
    }

    void noneQueued() {
        queued = 0;
    }

    void inCarrier(long octets) {
        inCarrier = octets;
    }

    void inTls(long octets) {
        inTls = octets;
    }

    /** @param unread octets that the peer has not read @param unframed octets of a message that is not whole */
    long whileOpen(long unread, long unframed) {
        return queued + unread + inTls + inCarrier + unframed;
    }

    /** What was received is of no use any more. */
    long whenClosed(long unread) {
        return queued + unread;
    }

    long reported() {
        return reported;
    }

    void reported(long octets) {
        reported = octets;
    }
}
