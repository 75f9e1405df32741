package io.aldis.server.house;

import io.aldis.server.MailStores;
import io.aldis.server.MailboxEvents;

/** What mailboxes are made with. */
record Mail(MailStores stores, MailboxEvents events) {}
