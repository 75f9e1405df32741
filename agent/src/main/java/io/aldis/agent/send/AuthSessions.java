package io.aldis.agent.send;

import io.aldis.agent.account.RandomIds;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.digest.Ha1Source;
import io.aldis.sip.digest.Preference;
import io.aldis.sip.digest.Session;
import java.util.List;
import java.util.Optional;

/**
 * The password of an agent, and the digest sessions with its registrar and its proxy, so that their nonces are used again without another
 * challenge (RFC 3261 §22.3). Challenges of other servers are answered for that one request.
 */
public final class AuthSessions {
    private final String username;
    private final Optional<Ha1Source> secrets;
    private final RandomIds tokens;
    private final Session registrar;
    private final Session proxy;

    public AuthSessions(String username, Optional<String> password, RandomIds tokens) {
        this.username = username;
        this.secrets = password.map(Ha1Source::password);
        this.tokens = tokens;
        this.registrar = session();
        this.proxy = session();
    }

    private Session session() {
        Ha1Source known = secrets.orElse((_, _, _) -> Optional.empty());
        return new Session(username, known, Preference.STRONGEST, tokens.random());
    }

    /** Credentials for one request of that method and its retries. */
    public RequestAuth forRequest(Method method) {
        Session origin = method.equals(Method.REGISTER) ? registrar : session();
        return new RequestAuth(List.of(
                new ChallengeState(401, HeaderName.WWW_AUTHENTICATE, HeaderName.AUTHORIZATION, origin),
                new ChallengeState(407, HeaderName.PROXY_AUTHENTICATE, HeaderName.PROXY_AUTHORIZATION, proxy)));
    }
}
