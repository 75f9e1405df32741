package io.aldis.server.mailbox;

import io.aldis.server.Account;
import io.aldis.server.Answer;
import io.aldis.server.Arrival;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.ForkListener;
import io.aldis.server.Identified;
import io.aldis.server.Route;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import io.aldis.sip.Method;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides whether the mailbox takes part in a request: not at all, instead of the devices, or beside them. */
@OnEventLoop
public final class KeepDecision {
    private final Mailboxes mailboxes;

    public KeepDecision(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    /** What happens to a request to a local account. */
    public sealed interface Keeping {
        /** It cannot be stored: it is relayed or refused as without a mailbox. */
        record Never() implements Keeping {}

        /** The mailbox answers it, with 202 when it is on disk; it is not relayed now. */
        record Accepted() implements Keeping {}

        /**
         * It is relayed, and stored for the devices that do not take it.
         *
         * @param targets at least one
         * @param listener answers the sender
         */
        record Relayed(List<Target> targets, ForkListener listener) implements Keeping {}
    }

    /** @param reply receives the answer of the mailbox, now or after the write, unless the request is relayed and a device answers it */
    public Keeping decide(Identified identified, Route.Away away, Consumer<Answer> reply) {
        if (!mayKeep(identified)) return new Keeping.Never();
        return accepted(identified, away.account(), away.device(), reply);
    }

    /** As {@link #decide(Identified, Route.Away, Consumer)}. */
    public Keeping decide(Identified identified, Route.Reachable reachable, Consumer<Answer> reply) {
        if (!mayKeep(identified)) return new Keeping.Never();
        Account account = reachable.account();
        Aor aor = account.aor();
        boolean forOne = identified.admitted().destination() instanceof Destination.Instance;
        if (!forOne && mailboxes.acceptsFirst(account)) return accepted(identified, account, Optional.empty(), reply);
        Optional<Device> one = forOne ? reachable.targets().getFirst().device() : Optional.empty();
        List<Target> free = mailboxes.free(reachable.targets(), identified, aor);
        if (free.isEmpty() && !(forOne && one.isEmpty())) {
            Arrival arrival = identified.admitted().arrival();
            arrival.events().routed(arrival, identified.admitted().destination(), reachable.targets());
            return accepted(identified, account, one, reply);
        }
        return new Keeping.Relayed(forOne ? reachable.targets() : free, mailboxes.forkListener(identified, aor, reply));
    }

    private Keeping accepted(Identified identified, Account account, Optional<Device> device, Consumer<Answer> reply) {
        if (device.isPresent()) mailboxes.accept(identified, device.get(), reply);
        else mailboxes.accept(identified, account.aor(), reply);
        return new Keeping.Accepted();
    }

    /** Whether this request may be stored: a text or receipt outside of a dialog that is still of use later. */
    public static boolean mayKeep(Identified identified) {
        SipRequest request = identified.request();
        return request.method().equals(Method.MESSAGE)
                && !identified.admitted().insideDialog()
                && !identified.admitted().wasKept()
                && (identified.admitted().destination() instanceof Destination.User
                        || request.to().parameters().get("tag").isEmpty()) // a To tag: a dialog of that device
                && !(request.uri() instanceof SipUri uri
                        && uri.secure()) // not stored: the device might be without TLS by then
                && !MessageLifetime.isMomentary(request)
                && KeptContent.kind(request).isPresent();
    }
}
