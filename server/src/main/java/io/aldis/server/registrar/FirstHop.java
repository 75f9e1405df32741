package io.aldis.server.registrar;

import io.aldis.server.Answer;
import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.List;
import java.util.Optional;

/**
 * Whether a device may have flows of its own (RFC 5626 §6): the first hop of its REGISTER must keep the flow. That is this server, or an edge proxy
 * with {@code ob} in its Path.
 */
record FirstHop(boolean keepsFlows, boolean asked) {
    private static final String REG_ID = "reg-id";
    private static final long MOST = Integer.MAX_VALUE;

    static FirstHop of(SipRequest request) {
        List<String> path = request.headers().values(HeaderName.PATH);
        boolean keeps = path.isEmpty() ? !request.hasMoreVias() : isOutbound(path.getLast());
        return new FirstHop(keeps, supports(request, "outbound"));
    }

    private static boolean isOutbound(String path) {
        return NameAddr.parse("Path", path).uri() instanceof SipUri uri
                && uri.parameters().has("ob");
    }

    static boolean supports(SipRequest request, String extension) {
        return request.headers().values(HeaderName.SUPPORTED).stream().anyMatch(extension::equalsIgnoreCase);
    }

    /** The refusal when those contacts cannot be bound as flows. */
    Optional<Answer> refuses(List<NameAddr> contacts) {
        List<NameAddr> flows =
                contacts.stream().filter(each -> isFlow(each.parameters())).toList();
        if (flows.isEmpty()) return Optional.empty();
        for (NameAddr flow : flows) check(flow.parameters().getOr(REG_ID, ""));
        if (!keepsFlows) return asked ? Optional.of(Answer.of(439)) : Optional.empty();
        long set = contacts.stream()
                .filter(each -> !each.parameters().getOr("expires", "").equals("0"))
                .count();
        return set > 1
                ? Optional.of(Answer.of(400, "Contact: expected one where there is a reg-id"))
                : Optional.empty();
    }

    private static void check(String id) {
        if (Token.number(REG_ID, id, MOST) == 0) throw new SyntaxException(REG_ID, "1 to " + MOST, id);
    }

    static boolean isFlow(Parameters contact) {
        return contact.has(REG_ID) && !contact.getOr("+sip.instance", "").isEmpty();
    }

    /** The parameters to store: without a reg-id that has no effect, and without GRUUs, which only the server assigns (RFC 5627 §5.1). */
    Parameters kept(Parameters contact) {
        Parameters plain = contact.without("expires").without("pub-gruu").without("temp-gruu");
        return !keepsFlows && isFlow(contact) ? plain.without(REG_ID) : plain;
    }
}
