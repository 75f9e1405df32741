package io.aldis.server;

import io.aldis.sip.Aor;

/** What is kept for an account: letters, however many devices wait for each, and their octets. */
public record Mailbox(Aor account, long messages, long bytes) {}
