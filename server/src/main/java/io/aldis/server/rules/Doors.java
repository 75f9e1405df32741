package io.aldis.server.rules;

import io.aldis.server.Account;
import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.FromAddress;
import io.aldis.server.Identified;
import io.aldis.server.Policy;
import io.aldis.server.SenderRule.Verdict;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
    private final Map<String, Policy> domains;
    private final Policy others;

    /** @param domains as in {@link io.aldis.server.ServerSettings#policies} */
    public Doors(Function<Aor, Optional<Account>> accounts, Map<String, Policy> domains) {
        this.accounts = accounts;
        this.domains = Map.copyOf(domains);
        this.others = domains.getOrDefault(ALL, Policy.NONE);
    }

    /** Of somebody without an account nothing is said here: that is for the directory. */
    Step<Identified> pass(Identified identified, Aor to) {
        Optional<Account> account = accounts.apply(to);
        if (account.isEmpty()) return Step.go(identified);
        Policy policy = account.get().policy().over(domains.getOrDefault(to.domain(), others));
        return policy.equals(Policy.NONE) ? Step.go(identified) : judged(identified, policy);
    }

    private static Step<Identified> judged(Identified identified, Policy policy) {
        SipRequest request = identified.request();
        Uri from = request.from().uri();
        return switch (policy.verdict(identified.sender(), FromAddress.of(from)).orElse(Verdict.ALLOW)) {
            case BLOCK -> Step.stop(Answer.of(403));
            case DROP -> dropped(request);
            case ALLOW ->
                fits(request, policy).<Step<Identified>>map(Step::stop).orElseGet(() -> Step.go(identified));
        };
    }

    /** As if nobody were there. */
    private static Step<Identified> dropped(SipRequest request) {
        LOG.info(
                "a {} with Call-ID {} is dropped, as the policy of its recipient says",
                request.method(),
                request.callId());
        return Step.stop(Answer.of(request.method().equals(Method.MESSAGE) ? 202 : 480));
    }

    /** @return what is answered to a message that is too long or of a type that is not taken */
    private static Optional<Answer> fits(SipRequest request, Policy policy) {
        if (!request.method().equals(Method.MESSAGE)) return Optional.empty();
        if (policy.size() > 0 && request.bodyLength() > policy.size()) return Optional.of(Answer.of(413));
        String type = request.headers().get(HeaderName.CONTENT_TYPE).orElse("");
        if (type.isEmpty() || policy.takes(type.split(";", 2)[0].strip())) return Optional.empty();
        return Optional.of(Answer.of(415, new Field(HeaderName.ACCEPT, String.join(", ", policy.types()))));
    }
}
