package io.aldis.im.cpim;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What prefixes mean so far, from the first header of a message to its last (RFC 3862 §3.4). */
final class Namespaces {
    static final CpimName NS = CpimName.core("NS");

    /** Of headers without a prefix. */
    private static final String NONE = "";

    private final Map<String, String> declared = new HashMap<>(Map.of(NONE, CpimName.CORE));
    private final Set<String> missed = new HashSet<>();

    /** Empty when the prefix is not declared: such a header means nothing. */
    Optional<CpimName> nameOf(String written) {
        int dot = written.indexOf('.');
        String prefix = written.substring(0, Math.max(dot, 0));
        var namespace = Optional.ofNullable(declared.get(prefix));
        if (namespace.isEmpty()) missed.add(prefix);
        return namespace.map(known -> new CpimName(known, written.substring(dot + 1)));
    }

    /**
     * Takes an NS header. One whose URI is not absolute declares nothing.
     *
     * @param value {@code [prefix] <URI>}
     * @throws SyntaxException when it is something else, or comes after its prefix was used
     */
    void declare(String value) {
        int open = value.indexOf('<');
        String prefix = value.substring(0, Math.max(open, 0)).strip();
        if (open < 0 || !value.endsWith(">") || !(prefix.isEmpty() || Names.isSimple(prefix)))
            throw new SyntaxException("CPIM NS", "[prefix] <URI>", value);
        String uri = value.substring(open + 1, value.length() - 1);
        if (!isAbsolute(uri)) return;
        if (missed.contains(prefix)) throw new SyntaxException("CPIM NS", "a declaration before its use", prefix);
        declared.put(prefix, uri);
    }

    private static boolean isAbsolute(String uri) {
        try {
            return uri.indexOf('#') < 0 && !Uri.parse(uri).text().isEmpty();
        } catch (SyntaxException _) {
            return false;
        }
    }
}
