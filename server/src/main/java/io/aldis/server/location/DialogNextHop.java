package io.aldis.server.location;

import io.aldis.server.Admitted;
import io.aldis.server.Answer;
import io.aldis.server.Destination;
import io.aldis.server.Reach;
import io.aldis.server.Step;
import io.aldis.server.Target;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The next hop inside of a dialog (RFC 3261 §16.6 steps 6 and 7). */
final class DialogNextHop {
    private DialogNextHop() {}

    /** @param source address of the sender; absent when it is trusted */
    static Step<Target> of(
            Admitted admitted, Destination.Hop hop, BindingIndex whereabouts, Optional<InetAddress> source) {
        Optional<Reach> known = hop.flow()
                .flatMap(whereabouts::flow)
                .<Reach>map(flow -> new Reach.Over(flow, true))
                .or(() -> whereabouts.contact(hop.next()));
        boolean flowFailed = hop.flow().isPresent()
                && known.filter(reach -> reach instanceof Reach.Over).isEmpty();
        if (flowFailed) return Step.stop(Answer.of(430)); // RFC 5626 §5.3.1
        return Step.go(target(
                admitted,
                hop.next(),
                known.orElseGet(() -> NextHopRule.uri(hop.next()).saidFrom(source))));
    }

    private static Target target(Admitted admitted, SipUri next, Reach reach) {
        SipUri requestUri = sip(admitted.requestUri());
        if (admitted.route().isEmpty() || next.looseRouter()) return new Target(requestUri, admitted.route(), reach);
        List<String> route =
                new ArrayList<>(admitted.route().subList(1, admitted.route().size()));
        route.add("<" + requestUri + ">"); // a strict router expects its own URI in the Request-URI
        return new Target(next.asRequestUri(), route, reach);
    }

    private static SipUri sip(Uri uri) {
        if (uri instanceof SipUri sip) return sip;
        throw new SyntaxException("Request-URI", "a sip: URI", uri.text());
    }
}
