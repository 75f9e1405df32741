package io.aldis.server.location;

import io.aldis.sip.Aor;
import java.util.HashMap;
import java.util.Map;

/** Counts the accounts of each domain whose user is a telephone number, with or without a plus. */
final class TelephoneNumbers {
    private final Map<String, Integer> counts = new HashMap<>();

    void added(Aor aor) {
        if (isNumber(aor.user())) counts.merge(aor.domain(), 1, Integer::sum);
    }

    void removed(Aor aor) {
        if (isNumber(aor.user()))
            counts.computeIfPresent(aor.domain(), (domain, count) -> count > 1 ? count - 1 : null);
    }

    boolean areIn(String domain) {
        return counts.containsKey(domain);
    }

    private static boolean isNumber(String user) {
        return user.matches("\\+?[0-9]+");
    }
}
