package io.aldis.server.runtime;

import io.aldis.server.Answer;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.Identified;
import io.aldis.server.Route;
import io.aldis.server.location.LocationService;
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
 * Answers senders without credentials, who hear the same whether a user is there, is away or does not exist (ADR 41). A message is
 * kept in the mailbox and goes to the devices from there; the answer comes a fixed time after the request, so that the time that a write
 * takes tells nothing. All else is refused. For the event loop.
 */
final class HiddenUsers {
    private static final Logger LOG = LoggerFactory.getLogger(HiddenUsers.class);
    /** Longer than a write takes on most disks, shorter than T1, so that the request is not repeated before. */
    private static final long PAUSE = Duration.ofMillis(200).toNanos();

    /** What is longer fits into no datagram, and so is nothing for devices that have UDP only, whoever has such a one. */
    private static final int LONGEST = 65_000;

    private static final Answer AWAY = Answer.of(480);

    private final TimerWheel wheel;
    private final LocationService directory;
    private final RecipientPolicy doors;
    private final Optional<Mailboxes> mailboxes;

    HiddenUsers(TimerWheel wheel, LocationService directory, RecipientPolicy doors, Optional<Mailboxes> mailboxes) {
        this.wheel = wheel;
        this.directory = directory;
        this.doors = doors;
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

    /** @param to a user or a device of one */
    void answer(Identified identified, Consumer<Answer> reply) {
        Aor to = account(identified.admitted().destination());
        if (!identified.request().method().equals(Method.MESSAGE)
                || mailboxes.isEmpty()
                || !mailboxes.get().mayKeep(identified)
                || !mailboxes.get().isInTime(identified, to)) reply.accept(AWAY);
        else if (identified.request().bytes().length > LONGEST) reply.accept(Answer.of(513));
        else keep(mailboxes.get(), identified, to, new Later(reply)::is);
    }

    private static Aor account(Destination to) {
        return switch (to) {
            case Destination.User(Aor aor) -> aor;
            case Destination.Instance(Aor aor, String _, String _) -> aor;
            default -> throw new IllegalArgumentException("expected a user but was " + to);
        };
    }

    private void keep(Mailboxes kept, Identified identified, Aor to, Consumer<Answer> reply) {
        if (!doors.takes(identified, to)) drop(identified, to, reply);
        else if (identified.admitted().destination() instanceof Destination.Instance one)
            keepForDevice(kept, identified, one, reply);
        else kept.accept(identified, to, reply);
    }

    private void keepForDevice(
            Mailboxes kept, Identified identified, Destination.Instance one, Consumer<Answer> reply) {
        Optional<Device> device = directory.route(identified) instanceof Route.Reachable reachable
                ? reachable.targets().getFirst().device()
                : Optional.of(new Device(one.aor(), one.id())).filter(_ -> one.lasting());
        if (device.isEmpty()) drop(identified, one.aor(), reply);
        else
            kept.accept(
                    identified,
                    device.get(),
                    answer -> reply.accept(answer.status().code() == 480 ? Answer.of(202) : answer));
    }

    /** Nobody can ever get it, or the one who could does not want it. */
    private static void drop(Identified identified, Aor to, Consumer<Answer> reply) {
        LOG.info(
                "a {} for {} with Call-ID {} from a sender of another domain is dropped: there is no such user, or the policy of the user"
                        + " refuses it (foreign.hide-users)",
                identified.request().method(),
                to,
                identified.request().callId());
        reply.accept(Answer.of(202));
    }
}
