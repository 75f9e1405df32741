package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.testkit.Heard;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Adding and removing listeners, inboxes, and replies to messages. */
class ListenersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static void say(Wired wired, String id, String text) throws Exception {
        var answer = wired.say().with("Call-ID: " + id).text(text).answer();
        assertThat(answer.code()).isEqualTo(200);
    }

    // ---- listeners

    @Test
    void listenersAreAddedAndRemovedWhileTheAgentIsOpen() throws Exception {
        BlockingQueue<String> later = new LinkedBlockingQueue<>();
        try (var wired = new Wired(_ -> {})) {
            say(wired, "m1", "before");
            assertThat(wired.heard().content()).hasToString("before");
            Agent.Subscription subscription =
                    wired.bob().onMessage(message -> later.add(message.content().toString()));
            say(wired, "m2", "both hear it");
            assertThat(wired.heard().content()).hasToString("both hear it");
            assertThat(later.poll(20, TimeUnit.SECONDS)).isEqualTo("both hear it");
            subscription.close();
            subscription.close();
            say(wired, "m3", "after");
            assertThat(wired.heard().content()).hasToString("after");
            assertThat(later).isEmpty();
        }
    }

    @Test
    void failingListenerDoesNotStopTheOthers() throws Exception {
        try (var wired = new Wired(_ -> {})) {
            wired.bob().onMessage(_ -> {
                throw new IllegalStateException("on purpose");
            });
            BlockingQueue<String> third = new LinkedBlockingQueue<>();
            wired.bob().onMessage(message -> third.add(message.content().toString()));
            say(wired, "m1", "one");
            assertThat(third.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
            say(wired, "m2", "two");
            assertThat(third.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
        }
    }

    @Test
    void inviteIsAllowedWhileACallListenerIsRegistered() throws Exception {
        try (var wired = new Wired(_ -> {})) {
            assertThat(wired.say().method("OPTIONS").answer().header("Allow")).doesNotContain("INVITE");
            Agent.Subscription subscription = wired.bob().onCall(call -> call.refuse(603));
            assertThat(wired.say()
                            .method("OPTIONS")
                            .with("Call-ID: o2")
                            .answer()
                            .header("Allow"))
                    .contains("INVITE");
            subscription.close();
            assertThat(wired.say().method("INVITE").with("Call-ID: i1").answer().code())
                    .isEqualTo(405);
        }
    }

    @Test
    void messageHandlerIsCalledWithTheReceivingAgent() throws Exception {
        var told = new AtomicReference<Agent>();
        BlockingQueue<IncomingMessage> heard = new LinkedBlockingQueue<>();
        try (var wired = new Wired(how -> how.messageHandler((agent, message) -> {
            told.set(agent);
            heard.add(message);
        }))) {
            say(wired, "m1", "hello");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isNotNull();
            assertThat(told.get()).isSameAs(wired.bob());
        }
    }

    // ---- inbox

    @Test
    void inboxReturnsMessagesOneByOne() throws Exception {
        try (var wired = new Wired(_ -> {});
                Inbox inbox = wired.bob().inbox()) {
            assertThat(inbox.take(Duration.ofMillis(1))).isEmpty();
            assertThat(inbox.take(Duration.ZERO)).isEmpty();
            say(wired, "m1", "one");
            say(wired, "m2", "two");
            assertThat(inbox.take(PATIENCE).orElseThrow().content()).hasToString("one");
            assertThat(inbox.take(PATIENCE).orElseThrow().content()).hasToString("two");
            assertThat(wired.heard().content())
                    .as("the listener hears them, too")
                    .hasToString("one");
        }
    }

    @Test
    void closedInboxKeepsEarlierMessagesOnly() throws Exception {
        try (var wired = new Wired(_ -> {})) {
            Inbox inbox = wired.bob().inbox();
            Inbox other = wired.bob().inbox();
            say(wired, "m1", "one");
            assertThat(other.take(PATIENCE)).isPresent();
            wired.heard();
            inbox.close();
            say(wired, "m2", "two");
            assertThat(other.take(PATIENCE)).isPresent();
            assertThat(inbox.take(PATIENCE).orElseThrow().content()).hasToString("one");
            assertThat(inbox.take(PATIENCE)).as("at once").isEmpty();
        }
    }

    @Test
    void closedAgentEndsItsInboxes() throws Exception {
        var wired = new Wired(_ -> {});
        Inbox inbox = wired.bob().inbox();
        wired.close();
        assertThat(inbox.take(PATIENCE)).isEmpty();
        assertThat(wired.bob().inbox().take(PATIENCE)).isEmpty();
    }

    // ---- answers

    private static Heard nextRequest(Wired wired) {
        for (Heard heard = wired.peer().heard(); ; heard = wired.peer().heard())
            if (heard.text().startsWith("MESSAGE ")) return heard;
    }

    @Test
    void replyGoesToTheSenderAndHasInReplyTo() throws Exception {
        BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        try (var wired = new Wired(how -> how.onMessage(in -> outcomes.add(in.reply("echo: " + in.content()))))) {
            wired.peer().thenAnswer(200);
            wired.say().with("Call-ID: m1@phone").text("Hello").answer();
            Heard reply = nextRequest(wired);
            assertThat(reply.text())
                    .startsWith("MESSAGE sip:alice@example.com SIP/2.0\r\n")
                    .endsWith("echo: Hello");
            assertThat(reply.header(HeaderName.IN_REPLY_TO)).isEqualTo("m1@phone");
            assertThat(reply.header(HeaderName.CALL_ID)).isNotEqualTo("m1@phone");
            assertThat(outcomes.poll(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void replyToASenderWithoutUserFailsWithNoRoute() throws Exception {
        BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        try (var wired = new Wired(how -> how.onMessage(in -> outcomes.add(in.reply("x"))))) {
            wired.say()
                    .with("From: <sip:gateway.example.com>;tag=g")
                    .text("Hello")
                    .answer();
            assertThat(outcomes.poll(20, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(Failure.NoRoute.class));
        }
    }
}
