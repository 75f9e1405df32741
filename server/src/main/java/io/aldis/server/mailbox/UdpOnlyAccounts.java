package io.aldis.server.mailbox;

import io.aldis.server.Binding;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.time.Instant;
import java.util.List;

/**
 * Accounts whose devices are all reached over UDP only: a message that no datagram can carry is refused at once for them, instead of being
 * stored in vain. A device that has registered over a connection, names another transport or is behind a proxy (Path) could take it; so
 * could one of which the store does not say how it has registered, unless it is bound.
 */
@OnEventLoop
final class UdpOnlyAccounts {
    /** Limit on devices per account: more than messages are stored for. */
    private static final int EACH = 32;

    /** Largest payload of UDP over IPv4 (RFC 768): 65,535 octets less both headers. */
    private static final int LARGEST_DATAGRAM = 65_507;
    /** Octets that a delivery adds to a stored message: Via, Max-Forwards. */
    private static final int MORE = 150;

    private final MailboxContext context;

    UdpOnlyAccounts(MailboxContext context) {
        this.context = context;
    }

    /** Checks whether any device of the account may ever take that message. @param no runs when no device can */
    void check(StoredMessage message, Runnable no, Runnable maybe) {
        if (message.bytes().length + MORE <= LARGEST_DATAGRAM) {
            maybe.run();
            return;
        }
        Aor account = message.account();
        Instant since = context.clock().instant().minus(context.settings().window());
        context.hear(
                context.stores().devices().devices(account, since),
                known -> (nobodyTakesIt(context.locations().bindings(account), known) ? no : maybe).run(),
                failure -> maybe.run());
    }

    private static boolean nobodyTakesIt(List<Binding> bound, List<Known> known) {
        return !(bound.isEmpty() && known.isEmpty())
                && bound.stream().allMatch(Binding::reachedByUdpAlone)
                && known.stream().limit(EACH).allMatch(each -> isUdpOnly(each, bound));
    }

    private static boolean isUdpOnly(Known known, List<Binding> bound) {
        return switch (known.reached()) {
            case BY_UDP_ALONE -> true;
            case OTHERWISE -> false;
            case UNKNOWN ->
                bound.stream()
                        .anyMatch(each -> each.device().equals(known.device().id()));
        };
    }
}
