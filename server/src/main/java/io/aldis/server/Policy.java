package io.aldis.server;

import io.aldis.server.SenderRule.RuleAction;
import io.aldis.sip.Aor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which requests an account accepts, and from which senders. As text, one rule a line:
 *
 * <pre>
 * allow bob@example.net
 * block *@*.example.net
 * unwanted sales@example.net
 * reject *@spam.example
 * drop strangers
 * types text/plain message/cpim
 * size 4096
 * </pre>
 *
 * @param senders the first rule that matches a sender decides
 * @param types media types that a MESSAGE may have, in lower case, as {@code text/plain} or {@code text/*}; all when empty
 * @param size upper bound of a body in octets; zero for no limit
 */
public record Policy(List<SenderRule> senders, List<String> types, int size) {
    /** Accepts everything from every sender. */
    public static final Policy NONE = new Policy(List.of(), List.of(), 0);

    /** Upper bound of the rules of one account: each is checked for each request. */
    public static final int MOST = 200;

    public Policy {
        senders = List.copyOf(senders);
        types = List.copyOf(types);
        if (senders.size() > MOST)
            throw new IllegalArgumentException(
                    "policy: expected at most " + MOST + " rules but there are " + senders.size());
    }

    /** @throws IllegalArgumentException with what was expected and found in which line */
    public static Policy of(List<String> lines) {
        var senders = new ArrayList<SenderRule>();
        Policy policy = NONE;
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "allow", "block", "drop", "unwanted", "reject" -> senders.add(rule(words, line));
                case "types" -> policy = new Policy(List.of(), types(words, line), policy.size);
                case "size" -> policy = new Policy(List.of(), policy.types, size(words, line));
                default ->
                    throw wrong("allow, block, drop, unwanted or reject and whom, types TYPE…, or size OCTETS", line);
            }
        }
        return new Policy(senders, policy.types, policy.size);
    }

    private static SenderRule rule(String[] words, String line) {
        if (words.length != 2) throw wrong("one address, all or strangers after " + words[0], line);
        return new SenderRule(RuleAction.valueOf(words[0].toUpperCase(Locale.ROOT)), SenderPattern.parse(words[1]));
    }

    private static List<String> types(String[] words, String line) {
        var types = new ArrayList<String>();
        for (int i = 1; i < words.length; i++) {
            String type = words[i].toLowerCase(Locale.ROOT);
            if (!type.matches("[a-z0-9!#$&^_.+-]{1,80}/([a-z0-9!#$&^_.+-]{1,80}|\\*)"))
                throw wrong("media types such as text/plain or text/*", line);
            types.add(type);
        }
        if (types.isEmpty() || types.size() > 50) throw wrong("1 to 50 media types such as text/plain or text/*", line);
        return types;
    }

    private static int size(String[] words, String line) {
        if (words.length != 2 || !words[1].matches("[1-9][0-9]{0,8}")) throw wrong("size and a number of octets", line);
        return Integer.parseInt(words[1]);
    }

    private static IllegalArgumentException wrong(String expected, String found) {
        return new IllegalArgumentException("policy: expected " + expected + " but was \"" + found + '"');
    }

    /** The rules as text, for {@link #of}. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (SenderRule rule : senders) lines.add(rule.toString());
        if (!types.isEmpty()) lines.add("types " + String.join(" ", types));
        if (size > 0) lines.add("size " + size);
        return lines;
    }

    /** The action of the first rule that matches that sender, if any. */
    public Optional<RuleAction> action(Sender sender, Optional<Aor> from) {
        return rule(sender, from).map(SenderRule::action);
    }

    /** The first rule that matches that sender, if any. */
    public Optional<SenderRule> rule(Sender sender, Optional<Aor> from) {
        for (SenderRule rule : senders) if (rule.who().isMeant(sender, from)) return Optional.of(rule);
        return Optional.empty();
    }

    /** @param type without parameters, in any case */
    public boolean takes(String type) {
        String wanted = type.toLowerCase(Locale.ROOT);
        return types.isEmpty() || types.stream().anyMatch(each -> fits(each, wanted));
    }

    private static boolean fits(String pattern, String type) {
        return pattern.endsWith("/*")
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(type);
    }

    /** These rules, followed by those of the domain; types and size are the account's own if set. */
    public Policy over(Policy domain) {
        if (equals(NONE)) return domain;
        if (domain.equals(NONE)) return this;
        var both = new ArrayList<>(senders);
        both.addAll(domain.senders.subList(0, Math.min(domain.senders.size(), MOST - both.size())));
        return new Policy(both, types.isEmpty() ? domain.types : types, size > 0 ? size : domain.size);
    }
}
