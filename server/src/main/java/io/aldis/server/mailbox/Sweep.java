package io.aldis.server.mailbox;

import io.aldis.server.Binding;
import io.aldis.server.Listed;
import io.aldis.server.Mailbox;
import io.aldis.sip.Aor;
import io.aldis.sip.transaction.Alarm;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done from time to time: removing what has expired; and once, at the start, finding those who have letters. For the event loop. */
final class Sweep extends Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final int PAGE = 200;

    private final Surroundings around;
    private final BiConsumer<Aor, List<Binding>> found;

    /** @param found hears of accounts that have letters and bindings */
    Sweep(Surroundings around, BiConsumer<Aor, List<Binding>> found) {
        this.around = around;
        this.found = found;
    }

    void start() {
        later();
        page(Optional.empty());
    }

    private void page(Optional<Aor> after) {
        around.hear(
                around.stores().letters().mailboxes(after, PAGE),
                this::page,
                failure -> LOG.error(
                        "the mailboxes cannot be read; devices get their letters when they register again", failure));
    }

    private void page(List<Mailbox> mailboxes) {
        for (Mailbox mailbox : mailboxes) {
            List<Binding> bindings = around.locations().bindings(mailbox.account());
            if (!bindings.isEmpty()) found.accept(mailbox.account(), bindings);
        }
        if (mailboxes.size() == PAGE) page(Optional.of(mailboxes.getLast().account()));
    }

    private void later() {
        around.wheel().set(this, around.settings().sweep().toNanos());
    }

    @Override
    protected void rang() {
        around.hear(around.stores().letters().expire(around.clock().instant(), PAGE), this::expired, failure -> {
            LOG.debug("expired messages cannot be removed now", failure);
            later();
        });
    }

    private void expired(List<Listed> letters) {
        for (Listed letter : letters) around.events().expired(letter);
        if (letters.size() == PAGE) rang();
        else later();
    }
}
