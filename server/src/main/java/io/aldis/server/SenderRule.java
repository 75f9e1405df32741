package io.aldis.server;

import java.util.Locale;

/**
 * A rule for requests of some senders.
 *
 * @param action on a request of such a sender
 * @param who the senders
 */
public record SenderRule(RuleAction action, SenderPattern who) {
    /** The action of a rule. */
    public enum RuleAction {
        /** The request is accepted. */
        ALLOW,
        /** 403. */
        BLOCK,
        /** 607 (RFC 8197): the user does not want such requests. */
        UNWANTED,
        /** 608 (RFC 8688): an intermediary has rejected the request on behalf of the user; 603 where no redress card is configured. */
        REJECT,
        /** The request is discarded and answered as for a user who is away: 202 for a MESSAGE, 480 for anything else. */
        DROP
    }

    @Override
    public String toString() {
        String whom = switch (who) {
            case SenderPattern.All _ -> "all";
            case SenderPattern.Strangers _ -> "strangers";
            case SenderPattern.Address address -> address.toString();
        };
        return action.name().toLowerCase(Locale.ROOT) + ' ' + whom;
    }
}
