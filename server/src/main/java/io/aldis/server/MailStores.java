package io.aldis.server;

/** What a mailbox needs to keep: who the devices of an account are, and the letters for them. */
public record MailStores(DeviceStore devices, MailboxStore letters) {}
