package io.aldis.server;

import io.aldis.sip.Aor;
import java.util.Optional;

/** The accounts, in memory. For the event loop. */
public interface Accounts {
    Optional<Account> find(Aor aor);

    /** Whether some user of that domain is a telephone number. */
    boolean hasTelephoneNumbers(String domain);

    /** Makes an account in memory, without credentials, where the operator has allowed it. */
    void makeVolatile(Aor aor);
}
