package io.aldis.server.mailbox;

import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.Identified;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.OnEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks of a request before the mailbox accepts it as a UAS (RFC 3261 §8.2): required extensions (§8.2.2.3), and whether the request was
 * accepted already over another path (§8.2.2.2).
 */
@OnEventLoop
final class AcceptanceCheck {
    private static final Duration RETRY_FULL = Duration.ofMinutes(10);
    private static final Duration RETRY_BROKEN = Duration.ofSeconds(30);

    private final AcceptedRequests accepted;

    AcceptanceCheck(MailboxContext context) {
        this.accepted = new AcceptedRequests(context.clock(), context.transaction());
    }

    /** Whether the request may be stored. If so, the same request over another path is refused from then on. */
    boolean accepts(Identified identified, Aor account) {
        return required(identified).isEmpty() && accepted.add(identified, account);
    }

    /** The response to a request that may not be stored: 420 or 482. */
    Optional<Answer> refusal(Identified identified, Aor account) {
        List<String> required = required(identified);
        if (!required.isEmpty())
            return Optional.of(Answer.of(420, new Field(HeaderName.UNSUPPORTED, String.join(", ", required)))
                    .because("Require: " + String.join(", ", required) + ": the mailbox does not have it"));
        return accepted.isMerged(identified, account)
                ? Optional.of(Answer.of(482).because("the same request has come by another path"))
                : Optional.empty();
    }

    /** Values of Require. The mailbox supports no extension. */
    private static List<String> required(Identified identified) {
        return identified.request().headers().values(HeaderName.REQUIRE);
    }

    /** The request was not stored after all, and may come again. */
    void forget(Identified identified, Aor account) {
        accepted.remove(identified, account);
    }

    /** Wraps the consumer: a request that is answered with an error is forgotten, since its sender may send it again. */
    Consumer<Answer> forgetting(Identified identified, Aor account, Consumer<Answer> reply) {
        return answer -> {
            if (!answer.status().success()) forget(identified, account);
            reply.accept(answer);
        };
    }

    static Answer full(Aor account) {
        return Answer.of(
                        480,
                        retryAfter(RETRY_FULL),
                        new Field(HeaderName.WARNING, "399 " + account.domain() + " \"The mailbox is full\""))
                .because("the mailbox is full");
    }

    /** The response when the store fails. */
    static Answer broken() {
        return Answer.of(503, retryAfter(RETRY_BROKEN)).because("the store could not write it");
    }

    private static Field retryAfter(Duration pause) {
        return new Field(HeaderName.RETRY_AFTER, Long.toString(pause.toSeconds()));
    }
}
