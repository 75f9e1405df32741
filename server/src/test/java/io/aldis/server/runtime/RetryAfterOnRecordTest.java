package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Device;
import io.aldis.server.MailStores;
import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxStore;
import io.aldis.server.PendingCopies;
import io.aldis.server.Postponement;
import io.aldis.server.Quota;
import io.aldis.server.Recipients;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Retry-After is stored together with its message: no reader and no restarted server sees one without the other. */
class RetryAfterOnRecordTest extends ServerWithMailbox {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final String LATER = "Retry-After: 120";

    private final CompletableFuture<Boolean> mayAnswer = new CompletableFuture<>();

    /** Postpones nothing: as if the server were killed behind the write of the message. */
    private static final class Unpostponed extends ForwardingMailboxes {
        Unpostponed(MailboxStore store) {
            super(store);
        }

        @Override
        public CompletionStage<Void> postpone(Device device, long message, Postponement postponement) {
            return new CompletableFuture<>();
        }
    }

    /** What waits for a device is read as soon as a message is kept, and handed over when the test says so. */
    private final class SlowReads extends ForwardingMailboxes {
        private final CompletableFuture<Boolean> kept = new CompletableFuture<>();

        SlowReads(MailboxStore store) {
            super(store);
        }

        @Override
        public CompletionStage<StoreResult> keep(StoredMessage message, Recipients recipients, Quota quota) {
            return super.keep(message, recipients, quota).thenApply(keeping -> {
                kept.complete(true);
                return keeping;
            });
        }

        @Override
        public CompletionStage<PendingCopies> pending(Device device, Instant now, int most) {
            return kept.thenCompose(_ -> super.pending(device, now, most))
                    .thenCombine(mayAnswer, (pending, _) -> pending);
        }
    }

    private void reopen(MailboxStore messages) {
        aldis.close();
        aldis = TestServer.keeping(SETTINGS, store, new MailStores(mail, messages));
        alice.calls(aldis.server);
    }

    private List<MailboxEntry> kept() {
        return mail.messages(BOB, 0, 100).toCompletableFuture().join();
    }

    private void isPutOff() {
        TestServer.until("one is kept", () -> kept().size() == 1);
        TestServer.until(
                "it is put off",
                () -> kept().getFirst().waiting().stream()
                        .allMatch(copy -> copy.notBefore().isAfter(Instant.now().plusSeconds(60))));
    }

    @Test
    @Tag("3261-20.33-01")
    void retryAfterIsKeptWhenTheServerIsKilledAfterTheWrite() {
        reopen(new Unpostponed(mail));
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            bob.answer(bob.hear("MESSAGE"), "486 Busy Here", LATER);
            alice.hear("SIP/2.0 202");
            reopen(mail);
            bob.calls(aldis.server);
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
            isPutOff();
        }
    }

    @Test
    void retryAfterIsStoredAlsoForADeviceBesideOneThatTookTheMessage() {
        reopen(new Unpostponed(mail));
        try (Phone bob = device("a");
                Phone other = device("b")) {
            alice.send(message("c1", "", "hello"));
            Heard heard = other.hear("MESSAGE");
            bob.answer(bob.hear("MESSAGE"), "486 Busy Here", LATER);
            other.answer(heard, "200 OK");
            alice.hear("SIP/2.0 200");
            TestServer.until("kept", () -> kept().size() == 1);
            reopen(mail);
            bob.calls(aldis.server);
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
            isPutOff();
        }
    }

    /** The queue of the device looks for its messages while the sender of this one waits. */
    @Test
    void readBegunBeforeTheAnswerDeliversNothing() {
        reopen(new SlowReads(mail));
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            bob.answer(bob.hear("MESSAGE"), "486 Busy Here", LATER);
            alice.hear("SIP/2.0 202");
            mayAnswer.complete(true);
            bob.hearsNothing();
            isPutOff();
        }
    }

    @Test
    void retryAfterOfAnAnswerAfterThe202IsRespected() {
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            Heard heard = bob.hear("MESSAGE");
            alice.hear("SIP/2.0 202");
            bob.answer(heard, "486 Busy Here", LATER);
            aldis.settles();
            bob.hearsNothing();
            isPutOff();
            assertThat(kept().getFirst().waiting()).hasSize(1);
        }
    }

    /** Datagrams of one socket are read in their order. */
    private static void isReadBehindThat(Phone phone) {
        phone.send(Say.request("OPTIONS", "sip:example.com")).hear("SIP/2.0 200");
    }

    @Test
    void retryAfterOfAnAnswerDuringTheWriteIsRespected() {
        var hesitant = new Hesitant(mail);
        reopen(hesitant);
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            Heard heard = bob.hear("MESSAGE");
            hesitant.asked();
            bob.answer(heard, "486 Busy Here", LATER);
            isReadBehindThat(bob);
            hesitant.goOn();
            alice.hear("SIP/2.0 202");
            bob.hearsNothing();
            isPutOff();
        }
    }
}
