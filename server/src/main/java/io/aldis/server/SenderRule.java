package io.aldis.server;

import java.util.Locale;

/**
 * What becomes of requests of somebody.
 *
 * @param verdict what becomes of them
 * @param who whose
 */
public record SenderRule(Verdict verdict, SenderPattern who) {
    /** What becomes of a request. */
    public enum Verdict {
        /** It goes on its way. */
        ALLOW,
        /** 403. */
        BLOCK,
        /** 607 (RFC 8197): the user says that he does not want that. */
        UNWANTED,
        /** 608 (RFC 8688): an intermediary has rejected the request on behalf of the user; 603 where the sender can complain to nobody. */
        REJECT,
        /** The sender hears what he hears when nobody is there, and nobody gets it: 202 for a MESSAGE, 480 for anything else. */
        DROP
    }

    @Override
    public String toString() {
        String whom = switch (who) {
            case SenderPattern.All _ -> "all";
            case SenderPattern.Strangers _ -> "strangers";
            case SenderPattern.Address address -> address.toString();
        };
        return verdict.name().toLowerCase(Locale.ROOT) + ' ' + whom;
    }
}
