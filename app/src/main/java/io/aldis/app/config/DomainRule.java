package io.aldis.app.config;

import io.aldis.server.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One policy rule for all accounts of a domain.
 *
 * @param domain in lower case, or {@code all}
 * @param line as {@link Policy#of} reads it
 */
public record DomainRule(String domain, String line) {
    /** {@code example.com=block *@example.net}. @throws IllegalArgumentException for other text */
    public static DomainRule parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1)
            throw new IllegalArgumentException("policy: expected a domain or all before the = but was \"" + text + '"');
        String line = text.substring(equals + 1).strip();
        Policy.of(List.of(line));
        return new DomainRule(Host.parse(text.substring(0, equals)).name(), line);
    }

    /** The rules grouped by domain; domains and rules in the order of the list. */
    static Map<String, Policy> policies(List<DomainRule> rules) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (DomainRule rule : rules)
            lines.computeIfAbsent(rule.domain, domain -> new ArrayList<>()).add(rule.line);
        Map<String, Policy> policies = new LinkedHashMap<>();
        lines.forEach((domain, each) -> policies.put(domain, Policy.of(each)));
        return policies;
    }
}
