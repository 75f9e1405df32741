package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.digest.Algorithm;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The usernames by which clients of one account may answer a challenge: the user part as an {@link Aor} has it, with its escapes undone or
 * with escapes in lower case, and each of them followed by {@code @domain}. HA1 is a hash over the username, so there is one for each.
 *
 * <p>In {@link Account#secrets} the HA1 of the user part stands under the name of the algorithm ({@code MD5}), and the others under that
 * name, a space and the username ({@code MD5 alice@example.com}).
 */
public final class DigestUsernames {
    /** The algorithms that a new account has hashes for. */
    public static final List<Algorithm> ALGORITHMS = List.of(Algorithm.MD5, Algorithm.SHA_256, Algorithm.SHA_512_256);

    private DigestUsernames() {}

    /** All usernames of that account, the user part first. */
    public static List<String> of(Aor aor) {
        Set<String> users = new LinkedHashSet<>();
        users.add(aor.user());
        aor.unescapedUser().ifPresent(users::add);
        users.add(aor.lowerCaseEscapes());
        Set<String> all = new LinkedHashSet<>(users);
        for (String user : users) all.add(user + '@' + aor.domain());
        return List.copyOf(all);
    }

    /** Whether it is one of the usernames of that account. */
    public static boolean matches(Aor aor, String username) {
        return username.equals(aor.user()) || of(aor).contains(username);
    }

    /** The account of that domain that a username names; absent when the user part is empty. */
    public static Optional<Aor> account(String username, String domain) {
        boolean whole = username.length() > domain.length() + 1
                && username.charAt(username.length() - domain.length() - 1) == '@'
                && username.regionMatches(true, username.length() - domain.length(), domain, 0, domain.length());
        String user = whole ? username.substring(0, username.length() - domain.length() - 1) : username;
        return user.isEmpty() ? Optional.empty() : Optional.of(new Aor(user, domain));
    }

    /** The key of the HA1 for that username in {@link Account#secrets}. */
    public static String key(Aor aor, Algorithm algorithm, String username) {
        return username.equals(aor.user()) ? algorithm.token() : algorithm.token() + ' ' + username;
    }

    /** HA1 of that password for each of the algorithms and usernames; the realm is the domain. */
    public static Map<String, String> secrets(Aor aor, String password, Collection<Algorithm> algorithms) {
        Map<String, String> secrets = new HashMap<>();
        for (Algorithm algorithm : algorithms)
            for (String username : of(aor))
                secrets.put(key(aor, algorithm, username), algorithm.ha1(username, aor.domain(), password));
        return secrets;
    }
}
