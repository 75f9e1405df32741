package io.aldis.server.authentication;

import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sources from which accounts have logged in, so that failures of others behind the same address do not lock them out. LRU cache of {@link #MOST}
 * entries.
 */
@OnEventLoop
final class KnownLogins {
    static final int MOST = 40_000;

    private record Login(long place, Aor account) {}

    private final LinkedHashMap<Login, Boolean> logins = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Login, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** @param place a number for an address, or for an address, port and the hops behind them */
    void add(long place, Aor account) {
        logins.put(new Login(place, account), true);
    }

    boolean has(long place, Aor account) {
        return logins.containsKey(new Login(place, account));
    }
}
