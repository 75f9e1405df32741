package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new binding ends the wait of a Retry-After, a refresh of the same one does not (DESIGN §5.6). */
class RetryAfterAndBindingsTest extends ServerWithMailbox {
    private static final String LATER = "Retry-After: 120";

    /** Bob's device refuses what alice sends, for a while. */
    private Phone refusing(String refusal) {
        Phone bob = device("a");
        alice.send(message("c1", "", "hello"));
        bob.answer(bob.hear("MESSAGE"), refusal, LATER);
        alice.hear("SIP/2.0 202");
        aldis.settles();
        return bob;
    }

    /** What waits for bob is not due for a while. */
    private void isPutOff() {
        Aor bob = Aor.parse("sip:bob@example.com");
        TestServer.until(
                "it is put off",
                () -> mail.messages(bob, 0, 1).toCompletableFuture().join().getFirst().waiting().stream()
                        .allMatch(copy -> copy.notBefore().isAfter(Instant.now().plusSeconds(60))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"480 Away", "500 Oops", "503 Quitting", "486 Busy Here"})
    void messageIsTriedAtOnceWhenTheDeviceRegistersAnotherContact(String refusal) {
        try (Phone before = refusing(refusal);
                Phone after = device("a")) {
            takes(after, "hello");
            before.hearsNothing();
        }
    }

    @Test
    void messageTriedFromTheMailboxIsTriedAtOnceAtANewBinding() {
        accepted("c1", "", "hello");
        accepted("c2", "", "world");
        try (Phone before = device("a")) {
            before.answer(before.hear("MESSAGE"), "500 Oops", LATER);
            isPutOff();
            try (Phone after = device("a")) {
                takes(after, "hello");
                takes(after, "world");
                after.hearsNothing();
            }
        }
    }

    @Test
    void messageIsTriedAtOnceWhenTheDeviceRegistersAgain() {
        try (Phone bob = refusing("480 Away")) {
            aldis.unregister(bob, "bob", contact("a"));
            aldis.register(bob, "bob", contact("a"));
            takes(bob, "hello");
        }
    }

    @Test
    void messageIsTriedAtOnceOverANewConnection() {
        String contact = contact("a").replace("{me}", "{me};transport=tcp");
        try (Phone before = Phone.tcp(aldis.server)) {
            aldis.register(before, "bob", contact);
            alice.send(message("c1", "", "hello"));
            before.answer(before.hear("MESSAGE"), "480 Away", LATER);
            alice.hear("SIP/2.0 202");
            aldis.settles();
            try (Phone after = Phone.tcp(aldis.server)) {
                aldis.register(after, "bob", contact);
                takes(after, "hello");
            }
        }
    }

    /** It may be what makes the device come back so often. */
    @Test
    void messagePutAsideKeepsItsBackoff() {
        accepted("c1", "", "hello");
        try (Phone before = device("a")) {
            before.answer(before.hear("MESSAGE"), "500 Oops");
            before.answer(before.hear("MESSAGE"), "500 Oops");
            before.answer(before.hear("MESSAGE"), "500 Oops", LATER);
            isPutOff();
            try (Phone after = device("a")) {
                after.hearsNothing();
            }
        }
    }

    @Test
    @Tag("3261-20.33-01")
    void refreshOfTheSameContactDoesNotEndTheWait() {
        try (Phone bob = refusing("480 Away")) {
            aldis.register(bob, "bob", contact("a"));
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
        }
    }

    /** An answer under the new binding counts from then on. */
    @Test
    void retryAfterUnderTheNewBindingIsRespected() {
        try (Phone before = refusing("480 Away");
                Phone after = device("a")) {
            after.answer(after.hear("MESSAGE"), "486 Busy Here", LATER);
            aldis.settles();
            aldis.register(after, "bob", contact("a"));
            after.hearsNothing();
            assertThat(before.address()).isNotEqualTo(after.address());
        }
    }
}
