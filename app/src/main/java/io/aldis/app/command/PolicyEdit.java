package io.aldis.app.command;

import io.aldis.server.Policy;
import io.aldis.sip.Aor;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of the policy rules of an account.
 *
 * @param clear whether all rules are removed first
 * @param remove rules to remove
 * @param add rules to append
 */
record PolicyEdit(boolean clear, List<String> remove, List<String> add) {
    /** The rules after the change. @throws FailedException when a rule to remove does not exist, or a rule is wrong */
    Policy of(Aor address, Policy before) {
        var lines = new ArrayList<>(clear ? List.of() : before.lines());
        for (String each : remove)
            if (!lines.remove(rule(each)))
                throw new FailedException(
                        address + " has no rule \"" + each + "\" but " + (lines.isEmpty() ? "none" : lines));
        for (String each : add) {
            String rule = rule(each);
            lines.removeIf(old -> old.equals(rule) || onlyOne(old, rule));
            lines.add(rule);
        }
        return read(lines);
    }

    /** Rules {@code types} and {@code size} exist once: a new one replaces the old one. */
    private static boolean onlyOne(String old, String rule) {
        String word = rule.split(" ", 2)[0];
        return (word.equals("types") || word.equals("size")) && old.startsWith(word + ' ');
    }

    private static String rule(String text) {
        return read(List.of(text)).lines().getFirst();
    }

    private static Policy read(List<String> lines) {
        try {
            return Policy.of(lines);
        } catch (IllegalArgumentException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        }
    }
}
