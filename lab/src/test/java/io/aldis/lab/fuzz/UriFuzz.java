package io.aldis.lab.fuzz;

import io.aldis.sip.NameAddr;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import io.aldis.sip.Via;

/** URIs, addresses and Vias: refused with a {@link SyntaxException}, or written and read again as the same. */
public final class UriFuzz {
    private UriFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = Claim.text(input);
        try {
            uri(Uri.parse(text));
        } catch (SyntaxException e) {
            Claim.that(e.sentence().indexOf('\n') < 0 && e.sentence().indexOf('\r') < 0, "one line", e.sentence());
        }
        address(text);
        via(text);
    }

    private static void uri(Uri uri) {
        Claim.same(uri, Uri.parse(uri.text()), "the URI");
        if (!(uri instanceof SipUri sip)) return;
        Claim.that(sip.equivalent(sip), "it is itself", sip);
        SipUri request = sip.asRequestUri();
        Claim.that(request.headers().isEmpty() && !request.parameters().has("method"), "as Request-URI", request);
        Claim.same(sip.hostPort(), request.hostPort(), "where it leads");
        Claim.same(sip.user(), request.user(), "the user");
        Parameters more = sip.parameters().with("x-mark", "1");
        SipUri marked = sip.withParameters(more);
        Claim.same("1", marked.parameters().getOr("x-mark", ""), "the parameter");
        Claim.same(sip.hostPort(), marked.hostPort(), "where it leads");
        Claim.that(!marked.parameters().without("x-mark").has("x-mark"), "without", marked);
    }

    private static void address(String text) {
        NameAddr read;
        try {
            read = NameAddr.parse("From", text);
        } catch (SyntaxException _) {
            return;
        }
        NameAddr again = NameAddr.parse("From", read.toString());
        Claim.same(read.uri(), again.uri(), "the URI of " + read);
        Claim.same(read.parameters(), again.parameters(), "parameters of " + read);
        Claim.same(read, again, "the address");
    }

    private static void via(String text) {
        Via read;
        try {
            read = Via.parse(text);
        } catch (SyntaxException _) {
            return;
        }
        Claim.same(read, Via.parse(read.toString()), "the Via");
        Via stamped = read.receivedFrom("192.0.2.9", 5099);
        Claim.same(stamped, Via.parse(stamped.toString()), "the Via with received");
        Claim.same(read.branch(), stamped.branch(), "the branch");
    }
}
