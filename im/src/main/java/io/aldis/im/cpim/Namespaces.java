package io.aldis.im.cpim;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The prefixes declared so far while the headers of a message are read in their order (RFC 3862 §3.4). */
final class Namespaces {
    static final CpimName NS = CpimName.core("NS");

    /** The prefix of headers without one. */
    private static final String NONE = "";

    private final Map<String, String> declared = new HashMap<>(Map.of(NONE, CpimName.CORE));
    private final Set<String> missed = new HashSet<>();

    /** The full name of a header; empty when its prefix is not declared. Such a header is ignored. */
    Optional<CpimName> nameOf(String written) {
        int dot = written.indexOf('.');
        String prefix = written.substring(0, Math.max(dot, 0));
        var namespace = Optional.ofNullable(declared.get(prefix));
        if (namespace.isEmpty()) missed.add(prefix);
        return namespace.map(known -> new CpimName(known, written.substring(dot + 1)));
    }

    /**
     * Processes an NS header. One whose URI is not absolute is ignored.
     *
     * @param value {@code [prefix] <URI>}
     * @throws SyntaxException when the value has another form, or the prefix was used before without a declaration
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
