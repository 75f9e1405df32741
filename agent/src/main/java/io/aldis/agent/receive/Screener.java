package io.aldis.agent.receive;

import io.aldis.agent.AgentSettings;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Screening;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.transaction.Alarm;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the application about a message, on a virtual thread, in order per sender, with a time limit. Belongs to the event loop, where it
 * reports the decision, once for each message.
 */
final class Screener {
    private static final Logger LOG = LoggerFactory.getLogger(Screener.class);
    private static final Screening FAILED = Screening.refuse(500);
    private static final Screening FULL = Screening.refuse(480);

    private final SipEndpoint endpoint;
    private final AgentSettings.Screen settings;
    private final KeyedExecutor lanes = new KeyedExecutor();

    Screener(SipEndpoint endpoint, AgentSettings.Screen settings) {
        this.endpoint = endpoint;
        this.settings = settings;
    }

    /** Without an application every message is accepted at once. */
    void screen(IncomingMessage message, Consumer<Screening> then) {
        if (settings.decision().isEmpty()) then.accept(Screening.take());
        else new Question(message, then).begin(settings.decision().get());
    }

    private final class Question extends Alarm {
        private final IncomingMessage message;
        private final Consumer<Screening> then;
        private boolean open = true;

        Question(IncomingMessage message, Consumer<Screening> then) {
            this.message = message;
            this.then = then;
        }

        void begin(Function<IncomingMessage, Screening> application) {
            endpoint.wheel().set(this, settings.limit().toNanos());
            boolean taken = lanes.offer(message.from().text(), () -> {
                Screening said = ask(application);
                try {
                    endpoint.execute(() -> end(said));
                } catch (RejectedExecutionException _) {
                    LOG.debug(
                            "Closed before message {} was answered",
                            message.id().value());
                }
            });
            if (!taken) end(FULL);
        }

        private Screening ask(Function<IncomingMessage, Screening> application) {
            try {
                return application.apply(message);
            } catch (RuntimeException | Error e) { // user code: the sender gets an answer in any case
                LOG.error("the screening threw", e);
                return FAILED;
            }
        }

        private void end(Screening said) {
            if (!open) return;
            open = false;
            endpoint.wheel().stop(this);
            then.accept(said);
        }

        @Override
        protected void rang() {
            LOG.warn(
                    "the screening took too long: message={} limit={}",
                    message.id().value(),
                    settings.limit());
            end(FAILED);
        }
    }
}
