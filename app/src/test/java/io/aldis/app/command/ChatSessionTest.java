package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.aldis.agent.Agent;
import io.aldis.agent.Failure;
import io.aldis.agent.MessageId;
import io.aldis.agent.Outcome;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Each typed line is marked once, and the end of a chat does not wait for lines without an outcome. */
class ChatSessionTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ChatSession session = new ChatSession("sip:bob@example.com");
    private final List<String> shown = new ArrayList<>();

    private static Agent agent(Supplier<CompletableFuture<Outcome>> outcome) {
        return (Agent) Proxy.newProxyInstance(
                Agent.class.getClassLoader(), new Class<?>[] {Agent.class}, (_, _, _) -> outcome.get());
    }

    private void finishes() {
        assertTimeoutPreemptively(SOON, session::finish);
    }

    @Test
    void failedOutcomeIsMarkedAndNotAwaited() {
        session.say(
                "hello", agent(() -> CompletableFuture.failedFuture(new IllegalStateException("broken"))), shown::add);
        finishes();
        assertThat(shown)
                .singleElement()
                .asString()
                .startsWith("  \u2717 hello (")
                .contains("broken");
    }

    @Test
    void agentThatCannotSendIsMarkedAndNotAwaited() {
        session.say(
                "hello",
                agent(() -> {
                    throw new IllegalStateException("closed");
                }),
                shown::add);
        finishes();
        assertThat(shown)
                .singleElement()
                .asString()
                .startsWith("  \u2717 hello (")
                .contains("closed");
    }

    @Test
    void closedScreenIsNotAwaited() {
        var done = new Outcome.Failed(new MessageId("m"), new Failure.CallOver(), Duration.ZERO);
        session.say("hello", agent(() -> CompletableFuture.completedFuture(done)), _ -> {
            throw new IllegalStateException("no screen");
        });
        finishes();
    }
}
