package io.aldis.server.runtime;

import io.aldis.server.MailStores;
import io.aldis.server.MailboxEvents;

/** What mailboxes are made with. */
record MailboxParts(MailStores stores, MailboxEvents events) {}
