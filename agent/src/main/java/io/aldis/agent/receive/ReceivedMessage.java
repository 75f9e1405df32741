package io.aldis.agent.receive;

import io.aldis.agent.Call;
import io.aldis.agent.Content;
import io.aldis.agent.Failure;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Message;
import io.aldis.agent.MessageId;
import io.aldis.agent.Outcome;
import io.aldis.agent.Security;
import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** @param sender sends an answer outside of calls */
record ReceivedMessage(
        SipRequest request,
        Content content,
        MessageTimes times,
        Finding finding,
        Function<Message, CompletableFuture<Outcome>> sender)
        implements IncomingMessage {
    /**
     * What is known about a message besides its content.
     *
     * @param call in which it arrived
     * @param expired whether it had expired before a listener could be called
     */
    record Finding(Optional<Call> call, Security security, boolean expired) {}

    ReceivedMessage markedAsExpired() {
        return new ReceivedMessage(request, content, times, new Finding(call(), security(), true), sender);
    }

    boolean isOver(Instant now) {
        return times.isOver(now);
    }

    @Override
    public MessageId id() {
        if (call().isEmpty()) return new MessageId(request.callId());
        return MessageId.inCall(
                request.callId(), request.from().tag(), request.cseq().number());
    }

    @Override
    public Optional<Call> call() {
        return finding.call();
    }

    @Override
    public Security security() {
        return finding.security();
    }

    @Override
    public Optional<String> subject() {
        return request.headers().get(HeaderName.SUBJECT);
    }

    @Override
    public Optional<NameAddr> replyTo() {
        try {
            return request.headers().get(HeaderName.REPLY_TO).map(value -> NameAddr.parse("Reply-To", value));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    @Override
    public String priority() {
        return request.headers().get(HeaderName.PRIORITY).orElse("normal").toLowerCase(Locale.ROOT);
    }

    @Override
    public List<MessageId> inReplyTo() {
        try {
            return request.headers().values(HeaderName.IN_REPLY_TO).stream()
                    .map(MessageId::new)
                    .toList();
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    @Override
    public Optional<String> organization() {
        return request.headers().get(HeaderName.ORGANIZATION);
    }

    @Override
    public Optional<String> header(String name) {
        return request.headers().get(HeaderName.of(name));
    }

    @Override
    public Optional<Instant> date() {
        return times.date();
    }

    @Override
    public Instant received() {
        return times.received();
    }

    @Override
    public Optional<Instant> expiry() {
        return times.expiry();
    }

    @Override
    public boolean expired() {
        return finding.expired();
    }

    @Override
    public boolean possibleReplay() {
        return times.possibleReplay();
    }

    // ---- answering it

    @Override
    public Message answer(Content reply) {
        Message message = new Message(from(), reply).inReplyTo(id());
        return security().encrypted() ? message.encrypted() : message;
    }

    @Override
    public Outcome reply(Content reply) {
        CompletableFuture<Outcome> outcome = replyAsync(reply);
        try {
            return outcome.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            outcome.cancel(true);
            return new Outcome.Failed(MessageId.random(), new Failure.Interrupted(), Duration.ZERO);
        } catch (ExecutionException e) {
            throw new IllegalStateException("An outcome is never exceptional", e);
        }
    }

    @Override
    public CompletableFuture<Outcome> replyAsync(Content reply) {
        Message message;
        try {
            message = answer(reply);
        } catch (IllegalArgumentException _) {
            return call().map(call -> call.sendAsync(reply)).orElseGet(this::noAddress);
        }
        return call().map(call -> call.sendAsync(message)).orElseGet(() -> sender.apply(message));
    }

    private CompletableFuture<Outcome> noAddress() {
        var failure = new Failure.NoRoute(from().text(), "expected an address that a message can go to");
        return CompletableFuture.completedFuture(new Outcome.Failed(MessageId.random(), failure, Duration.ZERO));
    }

    @Override
    public String toString() {
        return from().text() + ": " + content;
    }
}
