package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.HostPort;
import io.aldis.sip.SyntaxException;
import java.util.Locale;
import java.util.Optional;

/** The senders that a {@link SenderRule} matches. */
public sealed interface SenderPattern {
    /** Every sender, also one without an address that can be parsed. */
    record All() implements SenderPattern {}

    /** Unauthenticated senders: {@link Sender.Stranger}. */
    record Strangers() implements SenderPattern {}

    /**
     * Addresses.
     *
     * @param user as in {@link Aor}, or {@code *} for every user
     * @param domain in one spelling, in lower case; {@code *.example.net} is every domain below that one, and not itself
     */
    record Address(String user, String domain) implements SenderPattern {
        private static final String ANY = "*";

        private boolean matches(Aor sender) {
            return (user.equals(ANY) || user.equals(sender.user())) && isIn(sender.domain());
        }

        private boolean isIn(String other) {
            return domain.startsWith("*.")
                    ? other.length() >= domain.length() && other.endsWith(domain.substring(1))
                    : other.equals(domain);
        }

        @Override
        public String toString() {
            return user + '@' + domain;
        }
    }

    /**
     * {@code all}, {@code strangers}, or an address with or without its scheme, in which {@code *} may stand for the user or the first
     * part of the domain.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    static SenderPattern parse(String text) {
        return switch (text) {
            case "all" -> new All();
            case "strangers" -> new Strangers();
            default -> address(text);
        };
    }

    private static Address address(String text) {
        String rest = text.replaceFirst("^(?i:sips?|im):", "");
        int at = rest.lastIndexOf('@');
        String domain = rest.substring(at + 1).toLowerCase(Locale.ROOT);
        if (at < 1 || !domain.matches("(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)*|\\[[0-9a-f:.]+]"))
            throw new IllegalArgumentException(
                    "sender: expected all, strangers, or an address such as bob@example.net, *@example.net or *@*.example.net but was \""
                            + text + '"');
        String user = rest.substring(0, at);
        return new Address(user.equals(Address.ANY) ? user : user(user, text), HostPort.oneSpelling(domain));
    }

    private static String user(String user, String text) {
        try {
            return Aor.parse("sip:" + user + "@example.com").user();
        } catch (SyntaxException e) {
            throw new IllegalArgumentException(
                    "sender: expected a user such as bob, or *, before the @ but was \"" + text + '"', e);
        }
    }

    /** @param from the address in the From header, if it is one of SIP or an im: URI */
    default boolean isMeant(Sender sender, Optional<Aor> from) {
        return switch (this) {
            case All _ -> true;
            case Strangers _ -> sender instanceof Sender.Stranger;
            case Address address -> from.filter(address::matches).isPresent();
        };
    }
}
