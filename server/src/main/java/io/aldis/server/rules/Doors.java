package io.aldis.server.rules;

import io.aldis.im.ImUri;
import io.aldis.server.Account;
import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.Identified;
import io.aldis.server.Policy;
import io.aldis.server.SenderRule;
import io.aldis.server.SenderRule.Verdict;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each of our users takes, and from whom: the rules of the account, behind them those of its domain. Who sends is whom the From
 * header names; of our own users the gate has made sure that it is true, of strangers nobody knows. For the event loop.
 */
public final class Doors {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
    private static final String ALL = "all";

    private final Function<Aor, Optional<Account>> accounts;
    private final Supplier<Map<String, Policy>> domains;

    /** @param domains as in {@link io.aldis.server.ServerSettings#policies}; may change while the server runs */
    public Doors(Function<Aor, Optional<Account>> accounts, Supplier<Map<String, Policy>> domains) {
        this.accounts = accounts;
        this.domains = domains;
    }

    /** Of somebody without an account nothing is said here: that is for the directory. */
    Step<Identified> pass(Identified identified, Aor to) {
        Optional<Account> account = accounts.apply(to);
        if (account.isEmpty()) return Step.go(identified);
        Policy policy = account.get().policy().over(ofDomain(to.domain()));
        return policy.equals(Policy.NONE) ? Step.go(identified) : judged(identified, policy);
    }

    private Policy ofDomain(String domain) {
        Map<String, Policy> known = domains.get();
        return known.getOrDefault(domain, known.getOrDefault(ALL, Policy.NONE));
    }

    private static Step<Identified> judged(Identified identified, Policy policy) {
        SipRequest request = identified.request();
        Uri from = request.from().uri();
        Optional<SenderRule> rule = policy.rule(identified.sender(), address(from));
        String cause = rule.map(it -> "policy of the recipient: " + it).orElse("");
        return switch (rule.map(SenderRule::verdict).orElse(Verdict.ALLOW)) {
            case BLOCK -> Step.stop(Answer.of(403).because(cause));
            case DROP -> dropped(request, cause);
            case ALLOW ->
                fits(request, policy).<Step<Identified>>map(Step::stop).orElseGet(() -> Step.go(identified));
        };
    }

    private static Optional<Aor> address(Uri from) {
        if (!(from instanceof SipUri sip)) return ImUri.toAor(from);
        return sip.user().isEmpty() ? Optional.empty() : Optional.of(Aor.of(sip));
    }

    /** As if nobody were there. */
    private static Step<Identified> dropped(SipRequest request, String rule) {
        LOG.info(
                "a {} with Call-ID {} is dropped, as the policy of its recipient says",
                request.method(),
                request.callId());
        return Step.stop(
                Answer.of(request.method().equals(Method.MESSAGE) ? 202 : 480).droppedBy(rule));
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
