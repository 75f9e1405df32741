package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The INVITE server transactions, by the key that an ACK or a CANCEL has. */
final class Invites {
    private final Map<InviteKey, List<InviteServerTransaction>> byKey = new HashMap<>();

    void add(InviteServerTransaction invite) {
        byKey.merge(
                invite.key(),
                List.of(invite),
                (elder, one) -> Stream.concat(elder.stream(), one.stream()).toList());
    }

    void remove(InviteServerTransaction invite) {
        byKey.computeIfPresent(invite.key(), (_, all) -> without(all, invite));
    }

    @SuppressWarnings("NullAway") // null removes the key from the map
    private static List<InviteServerTransaction> without(
            List<InviteServerTransaction> all, InviteServerTransaction one) {
        List<InviteServerTransaction> rest =
                all.stream().filter(each -> each != one).toList();
        return rest.isEmpty() ? null : rest;
    }

    /** The INVITE of this ACK or CANCEL. Of several with the same key, one with the same top Via and Request-URI is preferred. */
    Optional<InviteServerTransaction> of(SipRequest followUp) {
        List<InviteServerTransaction> all = byKey.getOrDefault(InviteKey.of(followUp), List.of());
        if (all.size() < 2) return all.stream().findFirst();
        return all.stream().max((a, b) -> Integer.compare(likeness(a, followUp), likeness(b, followUp)));
    }

    private static int likeness(InviteServerTransaction invite, SipRequest followUp) {
        SipRequest request = invite.request();
        int place = request.topVia().equals(followUp.topVia()) ? 2 : 0;
        return place + (request.uri().text().equals(followUp.uri().text()) ? 1 : 0);
    }
}
