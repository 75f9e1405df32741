package io.aldis.sip.wire;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Via;
import java.util.List;
import java.util.Locale;

/**
 * The Via parameters by which a server tells the sender of requests to send fewer (RFC 7339): requested in the top Via of a request,
 * returned in that of its responses, and removed before a request is forwarded.
 */
public final class OverloadFeedback {
    private static final List<String> NAMES = List.of("oc", "oc-algo", "oc-validity", "oc-seq");
    private static final String LOSS = "loss";

    private OverloadFeedback() {}

    /** Whether the sender supports overload control with the mandatory algorithm, loss (RFC 7339 §5.1). */
    public static boolean isAskedFor(SipRequest request) {
        Parameters parameters = request.topVia().parameters();
        return isMentioned(parameters.toString())
                && parameters.has("oc")
                && offersLoss(parameters.getOr("oc-algo", ""));
    }

    private static boolean offersLoss(String algorithms) {
        for (String each : algorithms.replace("\"", "").split(",", -1))
            if (each.strip().toLowerCase(Locale.ROOT).equals(LOSS)) return true;
        return false;
    }

    /** Fast check, because every request is tested and few senders support it: whether any parameter name begins with oc. */
    private static boolean isMentioned(String parameters) {
        for (int at = parameters.indexOf(';'); at >= 0; at = parameters.indexOf(';', at + 1)) {
            int name = at + 1;
            while (name < parameters.length() && parameters.charAt(name) <= ' ') name++;
            if (parameters.regionMatches(true, name, "oc", 0, 2)) return true;
        }
        return false;
    }

    /** The request without these parameters in its top Via (RFC 7339 §5.6); the same object when there are none. */
    public static SipRequest stripped(SipRequest request) {
        Via via = request.topVia();
        if (!isMentioned(via.parameters().toString())) return request;
        Parameters left = via.parameters();
        for (String name : NAMES) if (left.has(name)) left = left.without(name);
        return left == via.parameters()
                ? request
                : Stamp.withParameters(request, new Via(via.transport(), via.sentBy(), left));
    }

    /**
     * The response with the parameters in its top Via; unchanged when it has no Via.
     *
     * @param percent of requests that the receiver should not send: 0 to 100; 0 ends the restriction
     * @param validity in milliseconds
     * @param sequence oc-seq, in units of 10 microseconds; never less than in an earlier response
     */
    public static byte[] told(byte[] response, int percent, int validity, long sequence) {
        int end = topViaEnd(response);
        if (end < 0) return response;
        String text = String.format(
                Locale.ROOT,
                ";oc=%d;oc-algo=\"loss\";oc-validity=%d;oc-seq=%d.%05d",
                percent,
                percent == 0 ? 0 : validity,
                sequence / 100_000,
                sequence % 100_000);
        return new OctetBuilder(response.length + text.length())
                .copy(response, 0, end)
                .text(text)
                .copy(response, end, response.length)
                .toBytes();
    }

    private static int topViaEnd(byte[] bytes) {
        int at = Octets.lineEnd(bytes, 0, bytes.length);
        while (at < bytes.length && bytes[at] != '\r') {
            int next = Octets.lineEnd(bytes, at, bytes.length);
            int colon = at;
            while (colon < next && bytes[colon] != ':' && !Octets.blankOrControl(bytes[colon])) colon++;
            if (HeaderName.idOf(bytes, at, colon) == HeaderName.VIA.id()) return valueEnd(bytes, colon, next);
            at = next;
        }
        return -1;
    }

    private static int valueEnd(byte[] bytes, int from, int to) {
        int end = Octets.firstValueEnd(bytes, from, to);
        while (Octets.blankOrControl(bytes[end - 1])) end--;
        return end;
    }
}
