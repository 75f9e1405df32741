package io.aldis.server.mailbox;

import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.Identified;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the mailbox checks before it accepts a request, as the UAS that it then is (RFC 3261 §8.2): extensions that the request requires, and
 * whether it was accepted already over another path. For the event loop.
 */
final class Acceptance {
    private static final Duration RETRY_FULL = Duration.ofMinutes(10);
    private static final Duration RETRY_BROKEN = Duration.ofSeconds(30);

    private final AcceptedRequests accepted;

    Acceptance(MailboxContext around) {
        this.accepted = new AcceptedRequests(around.clock(), around.transaction());
    }

    /** Whether the request may be kept. From now on the same request by another path may not. */
    boolean accepts(Identified identified, Aor account) {
        return required(identified).isEmpty() && accepted.add(identified, account);
    }

    /** Why it may not. */
    Optional<Answer> refusal(Identified identified, Aor account) {
        List<String> required = required(identified);
        if (!required.isEmpty())
            return Optional.of(Answer.of(420, new Field(HeaderName.UNSUPPORTED, String.join(", ", required))));
        return accepted.isMerged(identified, account) ? Optional.of(Answer.of(482)) : Optional.empty();
    }

    /** No extension changes how a message is kept, so there is none that we could promise to follow. */
    private static List<String> required(Identified identified) {
        return identified.request().headers().values(HeaderName.REQUIRE);
    }

    /** It is not kept after all, and may come again. */
    void forget(Identified identified, Aor account) {
        accepted.remove(identified, account);
    }

    /** The same consumer; a request that is refused is forgotten, since its sender may send it again. */
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
                new Field(HeaderName.WARNING, "399 " + account.domain() + " \"The mailbox is full\""));
    }

    /** The store does not work at the moment. */
    static Answer broken() {
        return Answer.of(503, retryAfter(RETRY_BROKEN));
    }

    private static Field retryAfter(Duration pause) {
        return new Field(HeaderName.RETRY_AFTER, Long.toString(pause.toSeconds()));
    }
}
