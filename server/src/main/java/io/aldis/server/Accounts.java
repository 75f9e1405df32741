package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.util.Optional;

/** The accounts of the served domains, cached in memory. */
@OnEventLoop
public interface Accounts {
    Optional<Account> find(Aor aor);

    /** Whether some user of that domain is a telephone number. */
    boolean hasTelephoneNumbers(String domain);

    /** Makes an account in memory only, without credentials. Called where the operator allows open registration. */
    void makeVolatile(Aor aor);
}
