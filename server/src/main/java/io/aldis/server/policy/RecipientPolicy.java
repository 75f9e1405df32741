package io.aldis.server.policy;

import io.aldis.server.Account;
import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.FromAddress;
import io.aldis.server.Identified;
import io.aldis.server.Permitted;
import io.aldis.server.Policy;
import io.aldis.server.Sender;
import io.aldis.server.SenderRule;
import io.aldis.server.SenderRule.RuleAction;
import io.aldis.server.ServerSettings;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policy of each recipient: the rules of the account, then those of its domain. The sender is the address in From: verified by
 * authentication for our own users, unverified for strangers.
 */
@OnEventLoop
public final class RecipientPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(RecipientPolicy.class);
    private static final String ALL = "all";
    private static final HeaderName CALL_INFO = HeaderName.of("Call-Info");

    private final Function<Aor, Optional<Account>> accounts;
    private final Supplier<Map<String, Policy>> domains;
    private final boolean hideUsers;
    private final Answer rejected;

    /**
     * @param domains as in {@link io.aldis.server.ServerSettings#policies}; may change while the server runs
     * @param settings only those are read that do not change while the server runs
     */
    public RecipientPolicy(
            Function<Aor, Optional<Account>> accounts, Supplier<Map<String, Policy>> domains, ServerSettings settings) {
        this.accounts = accounts;
        this.hideUsers = settings.foreign().hideUsers();
        this.rejected = settings.redressCard()
                .map(card -> Answer.of(608, new Field(CALL_INFO, '<' + card.toString() + ">;purpose=jwscard")))
                .orElseGet(() -> Answer.of(603));
        this.domains = domains;
    }

    /** A recipient without an account passes: location answers for it. @param account of the recipient */
    Step<Identified> pass(Identified identified, Aor to, Optional<Account> account) {
        if (hideUsers && identified.sender() instanceof Sender.Stranger) return passStranger(identified, to, account);
        return account.isEmpty() ? Step.go(identified) : judged(identified, whole(account.get()));
    }

    private Policy whole(Account account) {
        return account.policy().over(ofDomain(account.aor().domain()));
    }

    /**
     * Only UNWANTED and REJECT of the account are answered here: any other refusal of its own would reveal that the account exists, and
     * follows in {@link #takes}. The rules of the domain hold for every name in it.
     */
    private Step<Identified> passStranger(Identified identified, Aor to, Optional<Account> account) {
        Optional<SenderRule> own = account.flatMap(known -> rule(identified, whole(known)));
        RuleAction action = own.map(SenderRule::action).orElse(RuleAction.ALLOW);
        if (action == RuleAction.UNWANTED || action == RuleAction.REJECT)
            return Step.stop(refusal(identified.request(), own.get()));
        if (account.isPresent() && judged(identified, whole(account.get())) instanceof Step.Go<Identified> go)
            return go;
        return judged(identified, ofDomain(to.domain()));
    }

    /** Whether the recipient has an account whose policy accepts the request. */
    public boolean takes(Permitted permitted) {
        return permitted
                .recipient()
                .filter(account -> judged(permitted.identified(), whole(account)) instanceof Step.Go<Identified>)
                .isPresent();
    }

    /**
     * The policy for a stored message at the time of its delivery. A sender that has an account was authenticated when the message was accepted;
     * whether another one was trusted is not known any more, so that rules for {@code strangers} are not applied again.
     *
     * @return the rule that refuses it; empty when it is accepted, or the account does not exist
     */
    public Optional<String> refusal(Aor to, SipRequest stored) {
        Optional<Aor> from = FromAddress.of(stored.from().uri());
        Sender sender = from.filter(address -> accounts.apply(address).isPresent())
                .<Sender>map(Sender.User::new)
                .orElseGet(Sender.Trusted::new);
        return accounts.apply(to)
                .flatMap(account -> refusal(stored, sender, whole(account)))
                .map(Answer::cause);
    }

    private static Optional<SenderRule> rule(Identified identified, Policy policy) {
        return rule(identified.request(), identified.sender(), policy);
    }

    private static Optional<SenderRule> rule(SipRequest request, Sender sender, Policy policy) {
        return policy.rule(sender, FromAddress.of(request.from().uri()));
    }

    private Policy ofDomain(String domain) {
        Map<String, Policy> known = domains.get();
        return known.getOrDefault(domain, known.getOrDefault(ALL, Policy.NONE));
    }

    private Step<Identified> judged(Identified identified, Policy policy) {
        Optional<Answer> refusal = refusal(identified.request(), identified.sender(), policy);
        refusal.filter(Answer::drop).ifPresent(_ -> dropped(identified.request()));
        return refusal.<Step<Identified>>map(Step::stop).orElseGet(() -> Step.go(identified));
    }

    private Optional<Answer> refusal(SipRequest request, Sender sender, Policy policy) {
        if (policy.equals(Policy.NONE)) return Optional.empty();
        Optional<SenderRule> rule = rule(request, sender, policy).filter(each -> each.action() != RuleAction.ALLOW);
        return rule.isPresent() ? Optional.of(refusal(request, rule.get())) : fits(request, policy);
    }

    /** DROP answers without telling the sender: 202 to a MESSAGE, else 480. */
    private Answer refusal(SipRequest request, SenderRule rule) {
        String cause = "policy of the recipient: " + rule;
        return switch (rule.action()) {
            case UNWANTED -> Answer.of(607).because(cause);
            case REJECT -> rejected.because(cause);
            case DROP ->
                Answer.of(request.method().equals(Method.MESSAGE) ? 202 : 480).droppedBy(cause);
            case BLOCK, ALLOW -> Answer.of(403).because(cause);
        };
    }

    private static void dropped(SipRequest request) {
        LOG.info(
                "dropped, as the policy of its recipient says: method={} call-id={}",
                request.method(),
                request.callId());
    }

    /** @return what is answered to a message that is too long or of a type that is not taken */
    private static Optional<Answer> fits(SipRequest request, Policy policy) {
        if (!request.method().equals(Method.MESSAGE)) return Optional.empty();
        if (policy.size() > 0 && request.bodyLength() > policy.size())
            return Optional.of(Answer.of(413)
                    .because(
                            "policy of the recipient: size " + policy.size() + ", but it has " + request.bodyLength()));
        String type = request.headers().get(HeaderName.CONTENT_TYPE).orElse("");
        if (type.isEmpty() || policy.takes(type.split(";", 2)[0].strip())) return Optional.empty();
        return Optional.of(Answer.of(415, new Field(HeaderName.ACCEPT, String.join(", ", policy.types())))
                .because("policy of the recipient: types " + String.join(" ", policy.types())));
    }
}
