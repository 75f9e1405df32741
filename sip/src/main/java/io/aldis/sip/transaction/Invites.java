package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The INVITE server transactions, by the key that an ACK or a CANCEL has. */
final class Invites<C extends Wire> {
    private final Map<InviteKey, List<InviteServerTransaction<C>>> byKey = new HashMap<>();

    void add(InviteServerTransaction<C> invite) {
        byKey.merge(
                invite.key(),
                List.of(invite),
                (elder, one) -> Stream.concat(elder.stream(), one.stream()).toList());
    }

    void remove(InviteServerTransaction<C> invite) {
        byKey.computeIfPresent(invite.key(), (_, all) -> without(all, invite));
    }

    @SuppressWarnings("NullAway") // null takes the key out of the map
    private static <C extends Wire> List<InviteServerTransaction<C>> without(
            List<InviteServerTransaction<C>> all, InviteServerTransaction<C> one) {
        List<InviteServerTransaction<C>> rest =
                all.stream().filter(each -> each != one).toList();
        return rest.isEmpty() ? null : rest;
    }

    /** The INVITE of this ACK or CANCEL. Of several with the same key, one with the same top Via and Request-URI is preferred. */
    Optional<InviteServerTransaction<C>> of(SipRequest followUp) {
        List<InviteServerTransaction<C>> all = byKey.getOrDefault(InviteKey.of(followUp), List.of());
        if (all.size() < 2) return all.stream().findFirst();
        return all.stream().max((a, b) -> Integer.compare(likeness(a, followUp), likeness(b, followUp)));
    }

    private static int likeness(InviteServerTransaction<?> invite, SipRequest followUp) {
        SipRequest request = invite.request();
        int place = request.topVia().equals(followUp.topVia()) ? 2 : 0;
        return place + (request.uri().text().equals(followUp.uri().text()) ? 1 : 0);
    }
}
