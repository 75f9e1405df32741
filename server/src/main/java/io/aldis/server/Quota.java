package io.aldis.server;

/**
 * Limits of an account's mailbox; a message beyond them is not stored.
 *
 * @param messages texts
 * @param bytes octets of texts, as they are stored
 * @param perSender texts of one sender
 * @param receipts receipts, which do not count among the texts
 */
public record Quota(int messages, long bytes, int perSender, int receipts) {
    public static final Quota DEFAULT = new Quota(1_000, 16L << 20, 200, 200);
    public static final Quota NONE = new Quota(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
