package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.digest.Preference;
import io.aldis.sip.digest.Secrets;
import io.aldis.sip.digest.Session;
import java.util.List;
import java.util.Optional;

/**
 * The password of an agent, and what its servers asked last: the registrar and the proxy keep a session each, so that their nonces
 * are used again without another challenge (RFC 3261 §22.3). Whoever else asks is answered for that one request.
 */
final class Login {
    private final String username;
    private final Optional<Secrets> secrets;
    private final Tokens tokens;
    private final Session registrar;
    private final Session proxy;

    Login(String username, Optional<String> password, Tokens tokens) {
        this.username = username;
        this.secrets = password.map(Secrets::password);
        this.tokens = tokens;
        this.registrar = session();
        this.proxy = session();
    }

    private Session session() {
        Secrets known = secrets.orElse((_, _, _) -> Optional.empty());
        return new Session(username, known, Preference.STRONGEST, tokens.random());
    }

    /** For one request of that method and its repetitions. */
    Keyring keyring(Method method) {
        Session origin = method.equals(Method.REGISTER) ? registrar : session();
        return new Keyring(List.of(
                new Lock(401, HeaderName.WWW_AUTHENTICATE, HeaderName.AUTHORIZATION, origin),
                new Lock(407, HeaderName.PROXY_AUTHENTICATE, HeaderName.PROXY_AUTHORIZATION, proxy)));
    }
}
