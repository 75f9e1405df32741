package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The INVITEs that an ACK or a CANCEL may mean. */
final class Invites<I extends Invites.Invite> {
    interface Invite {
        InviteKey key();

        SipRequest request();
    }

    private final Map<InviteKey, List<I>> byKey = new HashMap<>();

    void add(I invite) {
        byKey.merge(
                invite.key(),
                List.of(invite),
                (elder, one) -> Stream.concat(elder.stream(), one.stream()).toList());
    }

    void remove(I invite) {
        byKey.computeIfPresent(invite.key(), (_, all) -> without(all, invite));
    }

    @SuppressWarnings("NullAway") // null takes the key out of the map
    private static <I extends Invite> List<I> without(List<I> all, I one) {
        List<I> rest = all.stream().filter(each -> each != one).toList();
        return rest.isEmpty() ? null : rest;
    }

    /** The INVITE of this ACK or CANCEL; of several with the same key the one that came from the same place and for the same URI. */
    Optional<I> of(SipRequest followUp) {
        List<I> all = byKey.getOrDefault(InviteKey.of(followUp), List.of());
        if (all.size() < 2) return all.stream().findFirst();
        return all.stream().max((a, b) -> Integer.compare(likeness(a, followUp), likeness(b, followUp)));
    }

    private static int likeness(Invite invite, SipRequest followUp) {
        SipRequest request = invite.request();
        int place = request.topVia().equals(followUp.topVia()) ? 2 : 0;
        return place + (request.uri().text().equals(followUp.uri().text()) ? 1 : 0);
    }
}
