package io.aldis.server;

import io.aldis.sip.Aor;

/** Usage of an account's mailbox: number of stored messages, counted once however many pending copies each has, and their octets. */
public record Mailbox(Aor account, long messages, long bytes) {}
