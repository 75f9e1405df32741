package io.aldis.server;

/**
 * The copy of a letter that a device has not taken yet.
 *
 * @param id of the letter: a later one has a higher
 * @param tries how often it was {@linkplain MailboxStore#postpone postponed} for this device
 */
public record Held(long id, Letter letter, int tries) {}
