package io.aldis.server;

/**
 * A stored message with the state of its copy for one device, as it is about to be sent.
 *
 * @param id of the message: a later one has a higher
 * @param tries how often it was {@linkplain MailboxStore#postpone postponed} for this device
 * @param answers how many of these tries the device has answered
 */
public record PendingDelivery(long id, StoredMessage message, int tries, int answers) {
    public PendingDelivery withTries(int other) {
        return new PendingDelivery(id, message, other, answers);
    }
}
