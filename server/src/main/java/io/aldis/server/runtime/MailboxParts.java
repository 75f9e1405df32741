package io.aldis.server.runtime;

import io.aldis.server.MailStores;
import io.aldis.server.MailboxEvents;

/** The parts from which mailboxes are built. */
record MailboxParts(MailStores stores, MailboxEvents events) {}
