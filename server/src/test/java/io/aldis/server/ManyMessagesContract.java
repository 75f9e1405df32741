package io.aldis.server;

import static io.aldis.server.StoredMessages.ALICE;
import static io.aldis.server.StoredMessages.BOB;
import static io.aldis.server.StoredMessages.NOW;
import static io.aldis.server.StoredMessages.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.runtime.MemoryMail;
import io.aldis.sip.Aor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Messages that arrive faster than single writes: contract of every {@link MailboxStore}. */
public interface ManyMessagesContract {
    Device PHONE = new Device(ALICE, "<urn:uuid:a>");

    MailboxStore mailboxes();

    /** The same mailboxes, for the operator. */
    MailboxAdmin admin();

    DeviceStore devices();

    /** Ends the store and opens what it has left on disk. */
    void restart();

    /** What the bounds leave of messages that come one after the other, by hand. */
    private static List<String> within(Quota quota, List<StoredMessage> messages) {
        var bodies = new ArrayList<String>();
        var counts = new HashMap<String, Integer>();
        for (StoredMessage message : messages) {
            boolean receipt = message.kind() == StoredMessage.Kind.RECEIPT;
            String pile = message.account() + " " + message.kind();
            String ofSender = pile + " " + message.sender();
            int most = receipt ? quota.receipts() : quota.messages();
            boolean fits = counts.getOrDefault(pile, 0) < most
                    && (receipt || counts.getOrDefault(ofSender, 0) < quota.perSender());
            if (fits) counts.merge(pile, 1, Integer::sum);
            if (fits) counts.merge(ofSender, 1, Integer::sum);
            if (fits) bodies.add(StoredMessages.body(message));
        }
        return bodies;
    }

    private static List<StoredMessage> mixed(int count) {
        var random = new Random(7);
        var messages = new ArrayList<StoredMessage>();
        for (int i = 0; i < count; i++) {
            String sender = "sip:u" + random.nextInt(3) + "@example.net";
            StoredMessage.Kind kind = random.nextInt(5) == 0 ? StoredMessage.Kind.RECEIPT : StoredMessage.Kind.TEXT;
            Aor to = random.nextInt(4) == 0 ? BOB : ALICE;
            messages.add(StoredMessages.message(to, sender, kind, NOW.plusSeconds(3600), "message " + i));
        }
        return messages;
    }

    @Test
    default void concurrentMessagesAreKeptAsIfOneByOne() {
        get(devices().seen(ALICE, StoredMessages.sightings(PHONE.id()), NOW));
        var quota = new Quota(90, 1 << 20, 35, 20);
        List<StoredMessage> messages = mixed(400);
        List<CompletionStage<StoreResult>> underway = messages.stream()
                .map(message -> mailboxes().keep(message, StoredMessages.to(), quota))
                .toList();
        var bodies = new ArrayList<String>();
        var ids = new ArrayList<Long>();
        for (int i = 0; i < messages.size(); i++) {
            if (!(get(underway.get(i)) instanceof StoreResult.Kept(long id, Set<String> who))) continue;
            bodies.add(StoredMessages.body(messages.get(i)));
            ids.add(id);
            assertThat(who).isEqualTo(messages.get(i).account().equals(ALICE) ? Set.of(PHONE.id()) : Set.of());
        }
        assertThat(bodies).isEqualTo(within(quota, messages));
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        restart();
        List<String> ofAlice = messages.stream()
                .filter(message -> message.account().equals(ALICE) && bodies.contains(StoredMessages.body(message)))
                .sorted(Comparator.comparing(StoredMessage::kind))
                .map(StoredMessages::body)
                .toList();
        assertThat(StoredMessages.drained(mailboxes(), PHONE)).isEqualTo(ofAlice);
        assertThat(get(admin().mailboxes(Optional.empty(), 10)))
                .extracting(Mailbox::account)
                .containsOnly(BOB);
    }

    /** Those that are taken or refused make room, one by one or together. */
    @Test
    default void concurrentMessagesMakeRoomAsIfOneByOne() {
        get(devices().seen(ALICE, StoredMessages.sightings(PHONE.id()), NOW));
        get(devices().seen(BOB, StoredMessages.sightings("b"), NOW));
        var quota = new Quota(20, 1 << 20, 9, 5);
        List<StoredMessage> messages = mixed(200);
        var random = new Random(11);
        List<Recipients> to = messages.stream()
                .map(_ -> random.nextInt(3) == 0 ? StoredMessages.to() : StoredMessages.taken())
                .toList();
        var one = new MemoryMail();
        get(one.seen(ALICE, StoredMessages.sightings(PHONE.id()), NOW));
        get(one.seen(BOB, StoredMessages.sightings("b"), NOW));
        List<CompletionStage<StoreResult>> underway = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) underway.add(mailboxes().keep(messages.get(i), to.get(i), quota));
        for (int i = 0; i < messages.size(); i++) {
            StoreResult expected = get(one.keep(messages.get(i), to.get(i), quota));
            StoreResult found = get(underway.get(i));
            assertThat(found).as("message " + i).isInstanceOf(expected.getClass());
            if (expected instanceof StoreResult.Full) assertThat(found).isEqualTo(expected);
        }
        restart();
        for (Aor account : List.of(ALICE, BOB))
            assertThat(bodies(admin(), account)).isEqualTo(bodies(one, account));
        assertThat(get(admin().mailboxes(Optional.empty(), 9))).isEqualTo(get(one.mailboxes(Optional.empty(), 9)));
    }

    private static List<String> bodies(MailboxAdmin store, Aor account) {
        return get(store.messages(account, 0, 1000)).stream()
                .map(listed -> listed.taken() + " " + StoredMessages.body(listed.message()))
                .toList();
    }
}
