package io.aldis.server.policy;

import io.aldis.net.LogPace;
import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.Identified;
import io.aldis.server.MessagePolicy;
import io.aldis.server.MessagePolicy.Decision;
import io.aldis.server.MessagePolicy.Limited;
import io.aldis.server.Sender;
import io.aldis.server.Step;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the {@link MessagePolicy policies} of the operator about a message, one after the other. Different messages are decided about at the same
 * time; those of one sender go on in the order in which they came. For the event loop.
 */
public final class MessagePolicies {
    private static final Logger LOG = LoggerFactory.getLogger(MessagePolicies.class);
    /** Messages that may wait for decisions at the same time, and calls of policies that may go on at the same time. */
    private static final int MOST = 1000;

    /** Between two log lines about policies that fail or are late. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final Answer FULL = new Answer(
                    Status.of(503), List.of(new Field(HeaderName.RETRY_AFTER, "5")), false)
            .because("too many messages wait for a policy");

    private final List<Limited> policies;
    private final TimerWheel wheel;
    private final Executor loop;
    private final Map<String, ArrayDeque<Question>> bySender = new HashMap<>();
    private final int most;
    private int waiting;
    /** Calls that have not returned, also those that are too late: a policy may ignore that it is interrupted. */
    private int running;

    private final LogPace pace;

    /** @param loop executor of the event loop */
    public MessagePolicies(List<Limited> policies, TimerWheel wheel, Executor loop) {
        this(policies, wheel, loop, MOST);
    }

    MessagePolicies(List<Limited> policies, TimerWheel wheel, Executor loop, int most) {
        this.most = most;
        this.policies = List.copyOf(policies);
        this.wheel = wheel;
        this.loop = loop;
        this.pace = new LogPace(PAUSE, wheel::now);
    }

    /** Whether there is no policy: nothing is asked then. */
    public boolean isEmpty() {
        return policies.isEmpty();
    }

    /** @param then called once: at once, or later on the event loop */
    public void decide(Identified identified, Consumer<Step<Identified>> then) {
        if (waiting >= most || running >= most) {
            then.accept(Step.stop(FULL));
            return;
        }
        waiting++;
        var question = new Question(identified, then);
        bySender.computeIfAbsent(identified.senderAddress(), _ -> new ArrayDeque<>(2))
                .add(question);
        question.ask();
    }

    /** The messages of that sender that are decided, up to the first that is not, go on. */
    private void goOn(String sender) {
        ArrayDeque<Question> queue = bySender.get(sender);
        while (queue != null && !queue.isEmpty()) {
            Step<Identified> result = queue.getFirst().result;
            if (result == null) return;
            Question first = queue.removeFirst();
            waiting--;
            if (queue.isEmpty()) bySender.remove(sender);
            first.then.accept(result);
        }
    }

    private void log(String name, String what, @Nullable Throwable failure) {
        pace.pass(
                unlogged -> LOG.warn("policy={} {} ({} more since the last such line)", name, what, unlogged, failure));
    }

    /** One message and the policies that it has not passed yet. */
    private final class Question extends Alarm {
        private final String sender;
        private final Consumer<Step<Identified>> then;
        private Identified identified;
        private int asked = -1;
        private @Nullable Thread thread;
        private @Nullable Step<Identified> result;

        private Question(Identified identified, Consumer<Step<Identified>> then) {
            this.sender = identified.senderAddress();
            this.identified = identified;
            this.then = then;
        }

        private Limited policy() {
            return policies.get(asked);
        }

        private void ask() {
            asked++;
            if (asked == policies.size()) {
                end(Step.go(identified));
                return;
            }
            Limited policy = policy();
            int number = asked;
            MessagePolicy.Message message = message();
            wheel.set(this, policy.deadline().toNanos());
            running++;
            thread = Thread.ofVirtual().name("policy-" + policy.name()).start(() -> {
                Decision decision = null;
                Throwable failure = null;
                try {
                    decision = policy.policy().decide(message);
                } catch (Throwable e) { // whatever a policy does, the message goes on
                    failure = e;
                }
                Decision said = decision;
                Throwable thrown = failure;
                loop.execute(() -> answered(number, said, thrown));
            });
        }

        private MessagePolicy.Message message() {
            return new MessagePolicy.Message(
                    identified.request(),
                    sender,
                    identified.sender() instanceof Sender.User,
                    identified.admitted().requestUri(),
                    identified.admitted().flow().remote());
        }

        @Override
        protected void rang() {
            Thread late = thread;
            if (late != null) late.interrupt();
            log(
                    policy().name(),
                    "has not decided within " + policy().deadline().toMillis() + " ms: its default holds",
                    null);
            follow(policy().otherwise());
        }

        private void answered(int number, @Nullable Decision decision, @Nullable Throwable failure) {
            running--;
            if (number != asked || !set()) return; // it came too late
            wheel.stop(this);
            if (decision != null) {
                follow(decision);
                return;
            }
            log(policy().name(), "has failed: its default holds", failure);
            follow(policy().otherwise());
        }

        private void follow(Decision decision) {
            thread = null;
            String cause = "policy " + policy().name();
            switch (decision) {
                case MessagePolicy.Pass _ -> ask();
                case MessagePolicy.Drop _ -> end(Step.stop(Answer.of(202).droppedBy(cause)));
                case MessagePolicy.Refuse(Status status) ->
                    end(Step.stop(new Answer(status, List.of(), false).because(cause + ": " + status.reason())));
                case MessagePolicy.Change change -> change(change, cause);
            }
        }

        private void change(MessagePolicy.Change change, String cause) {
            try {
                identified = ChangedRequest.of(identified, change);
            } catch (IllegalArgumentException e) {
                log(policy().name(), "has made a change that is not possible", e);
                end(Step.stop(Answer.of(500).because(cause + ": " + e.getMessage())));
                return;
            }
            ask();
        }

        private void end(Step<Identified> step) {
            result = step;
            goOn(sender);
        }
    }
}
