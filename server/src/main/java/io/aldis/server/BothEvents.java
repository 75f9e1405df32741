package io.aldis.server;

import java.time.Instant;
import java.util.Set;

/** Passes each event to two listeners. */
record BothEvents(MailboxEvents one, MailboxEvents other) implements MailboxEvents {
    @Override
    public void kept(long id, StoredMessage letter, Set<String> devices) {
        one.kept(id, letter, devices);
        other.kept(id, letter, devices);
    }

    @Override
    public void full(StoredMessage letter, StoreResult.Bound bound) {
        one.full(letter, bound);
        other.full(letter, bound);
    }

    @Override
    public void sending(Device device, PendingDelivery held) {
        one.sending(device, held);
        other.sending(device, held);
    }

    @Override
    public void ended(Device device, PendingDelivery held, int code) {
        one.ended(device, held, code);
        other.ended(device, held, code);
    }

    @Override
    public void postponed(Device device, PendingDelivery held, int code, Instant until) {
        one.postponed(device, held, code, until);
        other.postponed(device, held, code, until);
    }

    @Override
    public void putAside(Device device, PendingDelivery held, Instant until) {
        one.putAside(device, held, until);
        other.putAside(device, held, until);
    }

    @Override
    public void expired(MailboxEntry letter) {
        one.expired(letter);
        other.expired(letter);
    }
}
