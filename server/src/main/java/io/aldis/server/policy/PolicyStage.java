package io.aldis.server.policy;

import io.aldis.server.Account;
import io.aldis.server.Accounts;
import io.aldis.server.Answer;
import io.aldis.server.Destination;
import io.aldis.server.Identified;
import io.aldis.server.Methods;
import io.aldis.server.Permitted;
import io.aldis.server.Sender;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.Method;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipUri;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Authorization: what an identified sender may do, and how often. */
@OnEventLoop
public final class PolicyStage {
    private final Methods methods;
    private final ForeignSenders foreign;
    private final BiPredicate<InetAddress, SipUri> nextHops;
    private final Recipients recipients;
    private final Function<Aor, Optional<Answer>> rates;

    /** The local accounts, and what each of them accepts. */
    public record Recipients(Accounts accounts, RecipientPolicy policy) {}

    /**
     * @param foreign senders of other domains that need no credentials
     * @param nextHops whether a peer at that address may have the server send to that URI
     * @param rates counts a message of that account, and refuses it when there were too many
     */
    public PolicyStage(
            Methods methods,
            ForeignSenders foreign,
            BiPredicate<InetAddress, SipUri> nextHops,
            Recipients recipients,
            Function<Aor, Optional<Answer>> rates) {
        this.methods = methods;
        this.foreign = foreign;
        this.nextHops = nextHops;
        this.recipients = recipients;
        this.rates = rates;
    }

    /**
     * Answers 405 to methods that are not allowed, 403 to a REGISTER for another user or along a Route, and to relaying for strangers, and 503 to the
     * messages of an account that sends too many.
     */
    public Step<Permitted> permit(Identified identified) {
        Optional<Account> recipient =
                identified.admitted().destination().recipient().flatMap(recipients.accounts()::find);
        if (mayGo(identified, recipient) instanceof Step.Stop<Identified>(Answer answer)) return Step.stop(answer);
        return tooMany(identified)
                .<Step<Permitted>>map(Step::stop)
                .orElseGet(() -> Step.go(new Permitted(identified, recipient)));
    }

    /** The same request after policies of the operator have changed it, which may have taken a while. */
    public Permitted again(Identified identified) {
        return new Permitted(
                identified, identified.admitted().destination().recipient().flatMap(recipients.accounts()::find));
    }

    /** The refusal of a message whose sender has sent too many. */
    private Optional<Answer> tooMany(Identified identified) {
        return identified.sender() instanceof Sender.User(Aor account)
                        && identified.request().method().equals(Method.MESSAGE)
                ? rates.apply(account)
                : Optional.empty();
    }

    private Step<Identified> mayGo(Identified identified, Optional<Account> recipient) {
        Method method = identified.request().method();
        if (!methods.allow(method))
            return Step.stop(Answer.of(405, methods.allow()).because(method + " is off (methods-off)"));
        return switch (identified.admitted().destination()) {
            case Destination.Registrar(Aor aor) -> step(mayRegister(identified.sender(), aor), identified);
            case Destination.Hop hop -> hop(identified, hop);
            case Destination.Here _ -> Step.go(identified);
            case Destination.Holding _ -> step(!method.equals(Method.REGISTER), identified);
            case Destination.User(Aor aor) ->
                toUser(identified).then(it -> recipients.policy().pass(it, aor, recipient));
            case Destination.Instance(Aor aor, String _, String _) ->
                toUser(identified).then(it -> recipients.policy().pass(it, aor, recipient));
            case Destination.Abroad abroad -> abroad(identified, abroad.uri());
        };
    }

    private static Step<Identified> step(boolean allowed, Identified identified) {
        return allowed
                ? Step.go(identified)
                : Step.stop(Answer.of(403).because("this sender may not register that address"));
    }

    private Step<Identified> hop(Identified identified, Destination.Hop hop) {
        SipUri next = hop.next();
        if (!identified.admitted().insideDialog())
            return Step.stop(
                    Answer.of(403).because("its Route leads to another server, and it is in no dialog of ours"));
        return identified.sender() instanceof Sender.Trusted
                        || hop.flow().isPresent()
                        || nextHops.test(identified.admitted().flow().remote().getAddress(), next)
                ? Step.go(identified)
                : Step.stop(Answer.of(403, "No relaying to " + next.host() + " from outside"));
    }

    private Step<Identified> toUser(Identified identified) {
        if (identified.request().method().equals(Method.REGISTER))
            return Step.stop(Answer.of(403).because("a REGISTER along a Route"));
        return identified.sender() instanceof Sender.Stranger ? foreign.permit(identified) : Step.go(identified);
    }

    /**
     * To another domain: for authenticated users and trusted peers only. An ACK has no verified credentials; within a dialog its Route has
     * the dialog's mark.
     */
    private static Step<Identified> abroad(Identified identified, SipUri uri) {
        boolean ours = identified.sender() instanceof Sender.User || identified.sender() instanceof Sender.Trusted;
        return ours
                ? Step.go(identified)
                : Step.stop(Answer.of(403, "No relaying to " + uri.host() + " for strangers"));
    }

    private static boolean mayRegister(Sender sender, Aor aor) {
        return switch (sender) {
            case Sender.User(Aor user) -> user.equals(aor);
            case Sender.Trusted _ -> true;
            case Sender.Party _, Sender.Stranger _ -> false;
        };
    }
}
