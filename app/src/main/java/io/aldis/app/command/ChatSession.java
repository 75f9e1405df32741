package io.aldis.app.command;

import io.aldis.agent.Agent;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** State of a chat: the current peer, and the messages that are being sent. Formats the lines to show. Safe for every thread. */
final class ChatSession {
    /** Longer than a transaction (32 s). */
    private static final int PATIENCE_SECONDS = 40;

    private volatile String peer;
    private final Phaser underway = new Phaser(1);

    ChatSession(String peer) {
        this.peer = peer;
        check(peer).ifPresent(wrong -> {
            throw new UsageException(wrong);
        });
    }

    String peer() {
        return peer;
    }

    String prompt() {
        return peer + " > ";
    }

    /** Changes the peer. @return what is wrong with the address; empty when it was changed */
    Optional<String> turnTo(String other) {
        Optional<String> wrong = check(other);
        if (wrong.isEmpty()) peer = other;
        return wrong;
    }

    private static Optional<String> check(String address) {
        try {
            Message.text(address, "");
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    String heard(IncomingMessage message) {
        return MessagePrinter.harmless(message.from().text() + ": " + message.content());
    }

    /** Sends without waiting; shows a line with a mark when the outcome is known. */
    void say(String text, Agent agent, Consumer<String> show) {
        var message = Message.text(peer, text);
        underway.register();
        sent(message, agent)
                .handle((outcome, failure) -> failure == null ? mark(message, text, outcome) : failed(text, failure))
                .thenAccept(show)
                .whenComplete((_, _) -> underway.arriveAndDeregister());
    }

    private static CompletableFuture<Outcome> sent(Message message, Agent agent) {
        try {
            return agent.sendAsync(message);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String failed(String text, Throwable failure) {
        return "  \u2717 " + text + " (" + failure.getMessage() + ')';
    }

    private static String mark(Message message, String text, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered _ -> "  \u2713 " + text;
            case Outcome.Accepted _ -> "  \u2026 " + text;
            case Outcome.Refused _, Outcome.Failed _ ->
                "  \u2717 " + text + " (" + new SendReport(message, outcome).sentence() + ')';
        };
    }

    /** Waits up to 40 s for the outcome of messages that are being sent. */
    void finish() {
        try {
            underway.awaitAdvanceInterruptibly(underway.arrive(), PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException _) {
            // ends without the remaining outcomes
        }
    }
}
