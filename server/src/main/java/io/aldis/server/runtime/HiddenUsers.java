package io.aldis.server.runtime;

import io.aldis.server.Answer;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.Identified;
import io.aldis.server.Permitted;
import io.aldis.server.Route;
import io.aldis.server.location.LocationService;
import io.aldis.server.mailbox.KeepDecision;
import io.aldis.server.mailbox.Mailboxes;
import io.aldis.server.policy.RecipientPolicy;
import io.aldis.sip.Aor;
import io.aldis.sip.Method;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers unauthenticated senders the same way whether a user is registered, away or unknown (ADR 41). A message is stored in the mailbox and
 * delivered from there; the answer is sent no earlier than a fixed time after the request, so that the duration of a write reveals nothing. Other
 * requests are refused. For the event loop.
 */
final class HiddenUsers {
    private static final Logger LOG = LoggerFactory.getLogger(HiddenUsers.class);
    /** Nanoseconds. Longer than a write takes on most disks, shorter than T1, so that the request is not retransmitted before. */
    private static final long PAUSE = Duration.ofMillis(200).toNanos();

    /** Octets. A longer message fits into no datagram and so cannot reach devices with UDP only; it is refused for every user alike. */
    private static final int LONGEST = 65_000;

    private static final Answer AWAY = Answer.of(480).because("a stranger hears no more (foreign.hide-users)");

    private final TimerWheel wheel;
    private final LocationService location;
    private final RecipientPolicy recipients;
    private final Optional<Mailboxes> mailboxes;

    HiddenUsers(TimerWheel wheel, LocationService location, RecipientPolicy recipients, Optional<Mailboxes> mailboxes) {
        this.wheel = wheel;
        this.location = location;
        this.recipients = recipients;
        this.mailboxes = mailboxes;
    }

    /** Holds the answer back until {@link #PAUSE} is over. */
    private final class Later extends Alarm {
        private final Consumer<Answer> reply;
        private Optional<Answer> answer = Optional.empty();
        private boolean rung;

        private Later(Consumer<Answer> reply) {
            this.reply = reply;
            wheel.set(this, PAUSE);
        }

        void is(Answer known) {
            answer = Optional.of(known);
            if (rung) reply.accept(known);
        }

        @Override
        protected void rang() {
            rung = true;
            answer.ifPresent(reply);
        }
    }

    /** For a request to a user, or to a device of one. */
    void answer(Permitted permitted, Consumer<Answer> reply) {
        Identified identified = permitted.identified();
        Aor to = permitted.destination().recipient().orElseThrow();
        if (!identified.request().method().equals(Method.MESSAGE)
                || mailboxes.isEmpty()
                || !KeepDecision.mayKeep(identified)
                || !mailboxes.get().isInTime(identified, to)) reply.accept(AWAY);
        else if (identified.request().bytes().length > LONGEST)
            reply.accept(Answer.of(513).because("more octets than some device can take"));
        else keep(mailboxes.get(), permitted, to, new Later(reply)::is);
    }

    private void keep(Mailboxes kept, Permitted permitted, Aor to, Consumer<Answer> reply) {
        if (!recipients.takes(permitted)) drop(permitted.identified(), to, reply);
        else if (permitted.destination() instanceof Destination.Instance one)
            keepForDevice(kept, permitted, one, reply);
        else kept.accept(permitted.identified(), to, reply);
    }

    private void keepForDevice(Mailboxes kept, Permitted permitted, Destination.Instance one, Consumer<Answer> reply) {
        Optional<Device> device = location.route(permitted) instanceof Route.Reachable reachable
                ? reachable.targets().getFirst().device()
                : Optional.of(new Device(one.aor(), one.id())).filter(_ -> one.lasting());
        if (device.isEmpty()) drop(permitted.identified(), one.aor(), reply);
        else
            kept.accept(
                    permitted.identified(),
                    device.get(),
                    answer -> reply.accept(answer.status().code() == 480 ? Answer.of(202) : answer));
    }

    /** Discards the message: the user or device does not exist, or its policy refuses it. */
    private void drop(Identified identified, Aor to, Consumer<Answer> reply) {
        mailboxes.ifPresent(kept -> kept.countsAsAccepted(identified, to));
        LOG.info(
                "dropped, from a sender of another domain: method={} account={} call-id={}: there is no such user, or the"
                        + " policy of the user refuses it (foreign.hide-users)",
                identified.request().method(),
                to,
                identified.request().callId());
        reply.accept(Answer.of(202));
    }
}
