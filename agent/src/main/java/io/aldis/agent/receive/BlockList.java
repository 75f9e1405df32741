package io.aldis.agent.receive;

import io.aldis.agent.AgentSettings;
import io.aldis.agent.Screening;
import io.aldis.im.ImUri;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Senders whose messages are refused, by the address in From. */
record BlockList(List<Entry> entries) {
    /** @param answer to the sender */
    record Entry(Pattern pattern, Screening.Refuse answer) {}

    static BlockList of(List<AgentSettings.Block> blocks) {
        return new BlockList(blocks.stream().map(BlockList::entry).toList());
    }

    private static Entry entry(AgentSettings.Block block) {
        String regex = Stream.of(normal(block.pattern()).split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return new Entry(Pattern.compile(regex, Pattern.DOTALL), block.answer());
    }

    /** Scheme and domain do not depend on case. */
    private static String normal(String pattern) {
        int at = pattern.indexOf('@');
        String scheme = pattern.substring(0, pattern.indexOf(':')).toLowerCase(Locale.ROOT);
        String user = pattern.substring(pattern.indexOf(':'), Math.max(at, pattern.indexOf(':')));
        return scheme
                + user
                + pattern.substring(Math.max(at, pattern.indexOf(':'))).toLowerCase(Locale.ROOT);
    }

    /** The answer to a blocked sender; empty for all others. */
    Optional<Screening.Refuse> answer(Uri from) {
        if (entries.isEmpty()) return Optional.empty();
        String address = address(from);
        return entries.stream()
                .filter(entry -> entry.pattern().matcher(address).matches())
                .map(Entry::answer)
                .findFirst();
    }

    /** The address in normal form: sips: and im: are compared as sip:. */
    private static String address(Uri from) {
        try {
            if (from instanceof SipUri sip && !sip.user().isEmpty())
                return Aor.of(sip).toString();
            if (from instanceof SipUri sip) return "sip:" + sip.host().toLowerCase(Locale.ROOT);
        } catch (SyntaxException _) {
            return from.text();
        }
        return ImUri.toAor(from).map(Aor::toString).orElse(from.text());
    }
}
