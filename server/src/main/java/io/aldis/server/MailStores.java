package io.aldis.server;

/** The stores of the mailbox: the devices of accounts, and the stored messages. */
public record MailStores(DeviceStore devices, MailboxStore messages) {}
